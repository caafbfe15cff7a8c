-- A redemption of a merchant, for one of its staff only at their store, with the voucher's lock and then its own
-- taken; NULL for all others, as for unknown ids.
CREATE OR REPLACE FUNCTION core.redemption_held(caller_id uuid, key_id uuid, key_mode text, redemption_id uuid)
RETURNS core.redemptions
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    held core.redemptions;
BEGIN
    SELECT r.* INTO held FROM core.redemptions AS r
    WHERE r.id = redemption_id AND r.mode = key_mode
        AND core.till_serves(caller_id, key_id, r.merchant_id, r.store_id);
    IF held.id IS NOT NULL THEN
        PERFORM FROM core.vouchers AS v WHERE v.id = held.voucher_id FOR NO KEY UPDATE;
        SELECT r.* INTO held FROM core.redemptions AS r WHERE r.id = redemption_id FOR NO KEY UPDATE;
    END IF;
    RETURN held;
END
$$;
