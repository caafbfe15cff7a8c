-- Orders as their buyers see them; nth is the place in order_ids.
CREATE OR REPLACE FUNCTION core.order_bodies(order_ids uuid[]) RETURNS TABLE (nth bigint, body json)
LANGUAGE sql STABLE ROWS 32
AS $$
    SELECT wanted.nth, (
        SELECT row_to_json(answer) FROM (
            SELECT o.id, o.order_no, o.status, o.merchant_id,
                (SELECT json_agg(part) FROM (
                     SELECT item.sku_id, item.product_id, item.product_name, item.sku_name,
                         item.quantity, item.price_fen, item.points_price, item.money_fen,
                         item.points_fen, item.points, item.programme_fen, item.voucher_fen,
                         item.discount_fen, item.refunded
                     FROM core.order_items AS item WHERE item.order_id = o.id
                     ORDER BY item.line) AS part) AS items,
                o.total_fen, o.payable_fen, o.points_spent, o.subsidy_fen, o.points_fen,
                o.programme_fen, o.voucher_fen, o.discount_fen, o.refunded_fen,
                (SELECT row_to_json(part) FROM (
                     SELECT o.delivery_kind AS kind, o.recipient_masked AS recipient,
                         o.phone_masked AS phone, o.region_code,
                         o.detail_masked AS detail) AS part) AS delivery,
                CASE WHEN o.status = 'pending_payment' THEN o.expires_at END AS expires_at,
                o.created_at, o.paid_at, o.shipped_at, o.completed_at, o.refunded_at,
                o.cancelled_at) AS answer)
    FROM unnest(order_ids) WITH ORDINALITY AS wanted (id, nth)
    CROSS JOIN LATERAL (
        SELECT * FROM core.orders AS made WHERE made.id = wanted.id
        LIMIT 1 -- keeps it a look-up for each row, whatever the planner thinks of the table
    ) AS o
$$;
