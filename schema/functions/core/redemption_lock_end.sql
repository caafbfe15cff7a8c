-- Ends what is kept for a till; redeemed apart, the voucher is its holder's again, or has run out. The caller
-- holds both locks.
CREATE OR REPLACE FUNCTION core.redemption_lock_end(lock_id uuid, state text) RETURNS core.redemption_locks
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    ended core.redemption_locks;
BEGIN
    UPDATE core.redemption_locks AS l SET state = redemption_lock_end.state, ended_at = now()
    WHERE l.id = lock_id AND l.state = 'open' RETURNING l.* INTO STRICT ended;
    UPDATE core.vouchers AS v SET state = 'issued', locked_by = NULL
    WHERE v.id = ended.voucher_id AND v.locked_by = ended.id;
    RETURN ended;
END
$$;
