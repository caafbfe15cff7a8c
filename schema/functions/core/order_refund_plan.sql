-- Who gets how much back when pieces of an order's lines come back: their price, divided among the line's
-- payers by what each still bears of it, so that the last piece brings what is left, exactly. points: with
-- the part that points paid. The caller has seen that so many pieces are left.
CREATE OR REPLACE FUNCTION core.order_refund_plan(order_id uuid, lines bigint[], quantities bigint[])
RETURNS TABLE (line bigint, quantity bigint, payer text, source_id uuid, amount_fen bigint, points bigint)
LANGUAGE sql STABLE
AS $$
    SELECT i.line, wanted.quantity, back.payer, back.source_id, back.amount_fen,
        CASE back.payer WHEN 'points' THEN
            div((i.points - coalesce(earlier.points, 0))::numeric * wanted.quantity,
                i.quantity - i.refunded)::bigint ELSE 0 END
    FROM unnest(order_refund_plan.lines, order_refund_plan.quantities) AS wanted (line, quantity)
    JOIN core.order_items AS i ON i.order_id = order_refund_plan.order_id AND i.line = wanted.line
    LEFT JOIN core.order_refunded AS earlier ON earlier.order_id = i.order_id AND earlier.line = i.line
    CROSS JOIN LATERAL (
        SELECT array_agg(p.payer ORDER BY p.payer, p.source_id) AS payers,
            array_agg(p.source_id ORDER BY p.payer, p.source_id) AS sources,
            array_agg(p.fen ORDER BY p.payer, p.source_id) AS rests
        FROM (
            SELECT 'member_money' AS payer, NULL::uuid AS source_id,
                i.money_fen - coalesce(earlier.money_fen, 0) AS fen
            UNION ALL
            SELECT 'points', NULL, i.points_fen - coalesce(earlier.points_fen, 0)
            UNION ALL
            SELECT r.payer, r.source_id, r.amount_fen - coalesce((
                SELECT sum(b.amount_fen) FROM core.order_refund_reductions AS b
                JOIN core.order_refunds AS f ON f.id = b.refund_id AND f.state = 'approved'
                WHERE (b.order_id, b.line, b.payer, b.source_id)
                    = (r.order_id, r.line, r.payer, r.source_id)), 0)::bigint
            FROM core.order_reductions AS r WHERE r.order_id = i.order_id AND r.line = i.line
        ) AS p
    ) AS part
    CROSS JOIN LATERAL unnest(part.payers, part.sources,
                              core.shares_split(i.price_fen * wanted.quantity, part.rests))
        AS back (payer, source_id, amount_fen)
$$;
