-- An order as its buyer sees it.
CREATE OR REPLACE FUNCTION core.order_json(shown core.orders) RETURNS json
LANGUAGE plpgsql STABLE
AS $$
BEGIN
    RETURN (SELECT row_to_json(answer) FROM (
        SELECT shown.id, shown.order_no, shown.status,
               (SELECT json_agg(json_build_object(
                    'sku_id', item.sku_id, 'product_id', item.product_id,
                    'product_name', item.product_name, 'sku_name', item.sku_name,
                    'quantity', item.quantity, 'price_fen', item.price_fen,
                    'points_price', item.points_price) ORDER BY item.line)
                FROM core.order_items AS item WHERE item.order_id = shown.id) AS items,
               shown.total_fen, shown.payable_fen, shown.points_spent, shown.subsidy_fen,
               json_build_object(
                   'kind', shown.delivery_kind, 'recipient', shown.recipient_masked,
                   'phone', shown.phone_masked, 'region_code', shown.region_code,
                   'detail', shown.detail_masked) AS delivery,
               CASE WHEN shown.status = 'pending_payment' THEN shown.expires_at END AS expires_at,
               shown.created_at, shown.paid_at, shown.cancelled_at) AS answer);
END
$$;
