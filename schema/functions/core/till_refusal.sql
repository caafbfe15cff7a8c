-- Why a till may not show a code; NULL: it may. Counts the attempt before the code is judged: after too many wrong
-- ones in a row it has to wait (core.sign_in_attempt), and that answer is not kept for any key.
CREATE OR REPLACE FUNCTION core.till_refusal(till core.till) RETURNS text
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
    RETURN CASE
        WHEN till.merchant_id IS NULL THEN 'store_not_found'
        WHEN core.sign_in_attempt('redemption', uuid_send(coalesce(till.api_key_id, till.staff_id)), 20) > 0
            THEN 'redemption_locked' END;
END
$$;
