-- Whether a voucher waits for its holder to use it.
CREATE OR REPLACE FUNCTION core.voucher_is_usable(voucher core.vouchers) RETURNS boolean
LANGUAGE sql STABLE
AS $$
    SELECT voucher.state = 'issued' AND voucher.expires_at > now()
$$;
