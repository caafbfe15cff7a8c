-- What core.order_admit judges: the orders of the batch with their amounts and lines, and why one
-- cannot be made however much stock there is. Nothing left to pay: paid at once.
CREATE OR REPLACE FUNCTION core.order_baskets(slips core.order_slip[], lines core.order_line[],
                                              over_limit bigint[])
RETURNS TABLE (ord bigint, refusal text, is_solvent boolean, status text, total_fen bigint,
               subsidy_fen bigint, shelves bigint[], on_hand bigint[], quantities bigint[])
LANGUAGE sql STABLE ROWS 32 -- becomes a part of the statement that calls it
AS $$
    SELECT b.ord,
        CASE WHEN NOT b.is_on_sale THEN 'sku_not_found'
             WHEN s.has_vouchers THEN 'voucher_not_usable' -- there are no vouchers yet
             WHEN s.points_to_spend > b.points_price THEN 'points_exceed_price'
             WHEN b.ord = ANY (over_limit) THEN 'purchase_limit_reached' END,
        w.available >= s.points_to_spend,
        CASE WHEN t.subsidy_fen = b.total_fen THEN 'paid' ELSE 'pending_payment' END,
        b.total_fen, t.subsidy_fen, b.shelves, b.on_hand, b.quantities
    FROM (
        SELECT l.ord, bool_and(l.product_id IS NOT NULL) AS is_on_sale,
            sum(l.price_fen * l.quantity)::bigint AS total_fen,
            coalesce(sum(l.points_price * l.quantity), 0)::bigint AS points_price,
            coalesce(sum(l.price_fen * l.quantity)
                     FILTER (WHERE l.points_price IS NOT NULL), 0)::bigint AS points_fen,
            array_agg(l.shelf) AS shelves, array_agg(l.on_hand) AS on_hand,
            array_agg(l.quantity) AS quantities
        FROM unnest(lines) AS l GROUP BY l.ord
    ) AS b
    CROSS JOIN LATERAL (
        SELECT (slips[b.ord]).member_id, (slips[b.ord]).has_vouchers,
            (slips[b.ord]).points_to_spend
    ) AS s
    CROSS JOIN LATERAL (
        SELECT core.order_subsidy(b.points_fen, b.points_price, s.points_to_spend) AS subsidy_fen
    ) AS t
    LEFT JOIN core.wallets AS w ON w.member_id = s.member_id
    ORDER BY b.ord
$$;
