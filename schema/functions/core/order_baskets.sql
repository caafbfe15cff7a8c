-- What core.order_admit judges: the orders of the batch with their amounts and lines, and why one
-- cannot be made however much stock there is. Nothing left to pay: paid at once.
CREATE OR REPLACE FUNCTION core.order_baskets(slips core.order_slip[], lines core.order_line[],
                                              over_limit bigint[])
RETURNS TABLE (ord bigint, refusal text, is_solvent boolean, status text, total_fen bigint,
               subsidy_fen bigint, points_fen bigint, reduced_fen bigint, programme_fen bigint,
               voucher_fen bigint, discount_fen bigint, merchant_id uuid, shelves bigint[],
               on_hand bigint[], quantities bigint[])
LANGUAGE sql STABLE ROWS 32 -- becomes a part of the statement that calls it
AS $$
    SELECT b.ord,
        CASE WHEN s.outcome IS NOT NULL THEN s.outcome
             WHEN NOT b.is_on_sale THEN 'sku_not_found'
             WHEN b.is_mixed THEN 'merchants_mixed'
             WHEN s.points_to_spend > b.points_price THEN 'points_exceed_price'
             WHEN b.ord = ANY (over_limit) THEN 'purchase_limit_reached'
             WHEN s.expected_payable_fen <> b.rest_fen - t.points_fen THEN 'price_changed' END,
        w.available >= s.points_to_spend,
        CASE WHEN t.points_fen = b.rest_fen THEN 'paid' ELSE 'pending_payment' END,
        b.total_fen, t.points_fen + b.programme_fen, t.points_fen, b.total_fen - b.rest_fen,
        b.programme_fen, b.voucher_fen, b.discount_fen, b.merchant_id, b.shelves, b.on_hand,
        b.quantities
    FROM (
        SELECT l.ord, bool_and(l.product_id IS NOT NULL) AS is_on_sale,
            count(DISTINCT l.merchant_id) > 1 AS is_mixed,
            (array_agg(l.merchant_id))[1] AS merchant_id,
            sum(l.price_fen * l.quantity)::bigint AS total_fen,
            sum(core.order_line_rest(l))::bigint AS rest_fen,
            sum(core.order_line_points(l))::bigint AS points_price,
            coalesce(sum(core.order_line_rest(l)) FILTER (WHERE l.points_price IS NOT NULL), 0)::bigint
                AS points_fen,
            sum(l.programme_fen)::bigint AS programme_fen, sum(l.voucher_fen)::bigint AS voucher_fen,
            sum(l.discount_fen)::bigint AS discount_fen,
            array_agg(l.shelf) AS shelves, array_agg(l.on_hand) AS on_hand,
            array_agg(l.quantity) AS quantities
        FROM unnest(lines) AS l GROUP BY l.ord
    ) AS b
    CROSS JOIN LATERAL (
        SELECT (slips[b.ord]).member_id, (slips[b.ord]).outcome, (slips[b.ord]).points_to_spend,
            (slips[b.ord]).expected_payable_fen
    ) AS s
    CROSS JOIN LATERAL (
        SELECT core.order_subsidy(b.points_fen, b.points_price, s.points_to_spend) AS points_fen
    ) AS t
    LEFT JOIN core.wallets AS w ON w.member_id = s.member_id
    ORDER BY b.ord
$$;
