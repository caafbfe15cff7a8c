-- An order as its buyer sees it.
CREATE OR REPLACE FUNCTION core.order_json(shown core.orders) RETURNS json
LANGUAGE plpgsql STABLE
AS $$
BEGIN
    RETURN (SELECT row_to_json(answer) FROM (
        SELECT shown.id, shown.order_no, shown.status,
               (SELECT json_agg(part) FROM (
                    SELECT item.sku_id, item.product_id, item.product_name, item.sku_name,
                           item.quantity, item.price_fen, item.points_price
                    FROM core.order_items AS item WHERE item.order_id = shown.id
                    ORDER BY item.line) AS part) AS items,
               shown.total_fen, shown.payable_fen, shown.points_spent, shown.subsidy_fen,
               (SELECT row_to_json(part) FROM (
                    SELECT shown.delivery_kind AS kind, shown.recipient_masked AS recipient,
                           shown.phone_masked AS phone, shown.region_code,
                           shown.detail_masked AS detail) AS part) AS delivery,
               CASE WHEN shown.status = 'pending_payment' THEN shown.expires_at END AS expires_at,
               shown.created_at, shown.paid_at, shown.cancelled_at) AS answer);
END
$$;
