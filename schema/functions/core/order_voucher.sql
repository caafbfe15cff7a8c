-- What one of a member's vouchers bears of an order; NULLs: it is not usable for it. weights: as for
-- core.shares_split.
CREATE OR REPLACE FUNCTION core.order_voucher(
    member_id uuid, voucher_id uuid, lines core.order_line[], rests bigint[],
    OUT source_id uuid, OUT amount_fen bigint, OUT weights bigint[])
LANGUAGE sql STABLE
AS $$
    SELECT offer.voucher_id, least(offer.off_fen, base.fen), w.weights
    FROM core.voucher_offers(order_voucher.member_id, ARRAY[order_voucher.voucher_id]) AS offer
    CROSS JOIN LATERAL (
        SELECT core.order_weights(lines, rests, offer.merchant_id, NULL, offer.zone, offer.category)
            AS weights
    ) AS w
    CROSS JOIN LATERAL (SELECT sum(part)::bigint AS fen FROM unnest(w.weights) AS part) AS base
    WHERE base.fen >= offer.threshold_fen AND least(offer.off_fen, base.fen) > 0
$$;
