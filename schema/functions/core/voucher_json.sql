-- A voucher as its holder sees it.
CREATE OR REPLACE FUNCTION core.voucher_json(voucher core.vouchers) RETURNS json
LANGUAGE sql STABLE
AS $$
    SELECT row_to_json(shown) FROM (
        SELECT voucher.id, core.voucher_label(voucher.template_id) AS template, voucher.tier,
            CASE WHEN voucher.state = 'issued' AND voucher.expires_at <= now() THEN 'expired'
                 ELSE voucher.state END AS state,
            voucher.threshold_fen, voucher.amount_fen, core.voucher_left(voucher) AS left_fen,
            voucher.uses, voucher.uses_left, voucher.source, voucher.expires_at, voucher.created_at,
            voucher.ended_at) AS shown
$$;
