-- Forgets the wrong codes of a till after a right one.
CREATE OR REPLACE FUNCTION core.redemption_code_was_right(till core.till) RETURNS void
LANGUAGE sql VOLATILE
AS $$
    UPDATE core.sign_in_failures AS f SET failures = 0, locked_until = NULL
    WHERE f.kind = 'redemption' AND f.key = uuid_send(coalesce(till.api_key_id, till.staff_id))
$$;
