-- A test voucher as the merchant's program sees it.
CREATE OR REPLACE FUNCTION core.test_voucher_json(voucher core.vouchers) RETURNS json
LANGUAGE sql STABLE
AS $$
    SELECT row_to_json(shown) FROM (
        SELECT voucher.id, core.voucher_label(voucher.template_id) AS template, voucher.threshold_fen,
            voucher.amount_fen, core.voucher_left(voucher) AS left_fen, voucher.uses, voucher.uses_left,
            voucher.expires_at, voucher.created_at) AS shown
$$;
