-- What of a voucher's money is neither used nor released.
CREATE OR REPLACE FUNCTION core.voucher_left(voucher core.vouchers) RETURNS bigint
LANGUAGE sql IMMUTABLE
AS $$
    SELECT voucher.worth_fen - voucher.used_fen - voucher.released_fen
$$;
