-- A quoted order: its lines and amounts as core.order_write would write them, and what bears a part.
CREATE OR REPLACE FUNCTION core.order_quote_json(
    quoted core.order_slip, slips core.order_slip[], lines core.order_line[],
    reductions core.order_reductions[])
RETURNS json
LANGUAGE sql STABLE
AS $$
    SELECT row_to_json(answer) FROM (
        SELECT quoted.merchant_id,
            (SELECT json_agg(part ORDER BY part.line) FROM (
                SELECT l.line, l.sku_id, l.product_id, l.product_name, l.sku_name, l.quantity, l.price_fen,
                    l.points_price, core.order_line_rest(l) - p.points_fen AS money_fen, p.points_fen,
                    p.points, l.programme_fen, l.voucher_fen, l.discount_fen
                FROM core.order_point_shares(slips, lines) AS p
                CROSS JOIN LATERAL unnest(lines[p.nth : p.nth]) AS l) AS part) AS items,
            quoted.total_fen,
            quoted.total_fen - quoted.subsidy_fen - quoted.voucher_fen - quoted.discount_fen AS payable_fen,
            quoted.points_to_spend AS points_spent, quoted.subsidy_fen, quoted.points_fen,
            quoted.programme_fen, quoted.voucher_fen, quoted.discount_fen,
            (SELECT sum(core.order_line_points(l))::bigint FROM unnest(lines) AS l) AS points_max,
            (SELECT coalesce(json_agg(part ORDER BY part.payer, part.source_id), '[]') FROM (
                SELECT r.payer, r.source_id, coalesce(
                        (SELECT d.title FROM core.merchant_discounts AS d WHERE d.id = r.source_id),
                        (SELECT p.title FROM core.subsidy_programmes AS p WHERE p.id = r.source_id),
                        (SELECT t.title FROM core.vouchers AS v
                         JOIN core.voucher_templates AS t ON t.id = v.template_id
                         WHERE v.id = r.source_id)) AS title,
                    sum(r.amount_fen)::bigint AS amount_fen
                FROM unnest(reductions) AS r GROUP BY r.payer, r.source_id) AS part) AS reductions) AS answer
$$;
