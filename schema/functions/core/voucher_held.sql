-- A voucher of the caller, or of an account that was merged into theirs, locked until the transaction ends; NULL
-- for all others, as for unknown ids.
CREATE OR REPLACE FUNCTION core.voucher_held(voucher_id uuid, caller_id uuid) RETURNS core.vouchers
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    voucher core.vouchers;
BEGIN
    SELECT v.* INTO voucher FROM core.vouchers AS v
    WHERE v.id = voucher_held.voucher_id AND v.member_id = ANY (core.accounts_of(voucher_held.caller_id))
    FOR NO KEY UPDATE;
    RETURN voucher;
END
$$;
