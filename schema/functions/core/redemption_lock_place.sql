-- Keeps a usable voucher, whose lock the caller holds, for a till; its codes are good no longer.
CREATE OR REPLACE FUNCTION core.redemption_lock_place(
    voucher core.vouchers, till core.till, bill_fen bigint, expires_in_s bigint)
RETURNS core.redemption_locks
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    made core.redemption_locks;
BEGIN
    INSERT INTO core.redemption_locks AS l (voucher_id, merchant_id, store_id, api_key_id, staff_id, bill_fen,
                                            mode, expires_at)
    VALUES (voucher.id, till.merchant_id, till.store_id, till.api_key_id, till.staff_id,
            redemption_lock_place.bill_fen, till.mode, now() + make_interval(secs => expires_in_s))
    RETURNING l.* INTO made;
    UPDATE core.vouchers AS v SET state = 'locked', locked_by = made.id WHERE v.id = voucher.id;
    DELETE FROM core.voucher_tokens AS k WHERE k.voucher_id = voucher.id;
    RETURN made;
END
$$;
