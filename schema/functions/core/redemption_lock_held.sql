-- What is kept for a merchant, for one of its staff only at their store, with the voucher's lock and then its own
-- taken; NULL for all others, as for unknown ids.
CREATE OR REPLACE FUNCTION core.redemption_lock_held(caller_id uuid, key_id uuid, key_mode text, lock_id uuid)
RETURNS core.redemption_locks
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    held core.redemption_locks;
BEGIN
    SELECT l.* INTO held FROM core.redemption_locks AS l
    WHERE l.id = lock_id AND l.mode = key_mode
        AND core.till_serves(caller_id, key_id, l.merchant_id, l.store_id);
    IF held.id IS NOT NULL THEN
        PERFORM FROM core.vouchers AS v WHERE v.id = held.voucher_id FOR NO KEY UPDATE;
        SELECT l.* INTO held FROM core.redemption_locks AS l WHERE l.id = lock_id FOR NO KEY UPDATE;
    END IF;
    RETURN held;
END
$$;
