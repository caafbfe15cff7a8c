-- An order as its merchant sees it: what to send where, and who bears what.
CREATE OR REPLACE FUNCTION core.merchant_order_json(sold core.orders) RETURNS json
LANGUAGE plpgsql STABLE
AS $$
BEGIN
    RETURN (SELECT row_to_json(shown) FROM (
        SELECT sold.id, sold.order_no, sold.status,
            (SELECT json_agg(part) FROM (
                 SELECT item.sku_id, item.product_id, item.product_name, item.sku_name, item.quantity,
                     item.price_fen, item.discount_fen, item.refunded
                 FROM core.order_items AS item WHERE item.order_id = sold.id
                 ORDER BY item.line) AS part) AS items,
            sold.total_fen, sold.payable_fen, sold.subsidy_fen, sold.voucher_fen, sold.discount_fen,
            (SELECT row_to_json(part) FROM (
                 SELECT sold.delivery_kind AS kind, sold.recipient_masked AS recipient,
                     sold.phone_masked AS phone, sold.region_code,
                     sold.detail_masked AS detail) AS part) AS delivery,
            core.parcels_json(sold.id) AS parcels,
            EXISTS (SELECT FROM core.order_refunds AS r WHERE r.order_id = sold.id
                        AND r.state IN ('requested', 'escalated')) AS refund_open,
            sold.created_at, sold.paid_at, sold.shipped_at, sold.completed_at, sold.refunded_at,
            sold.cancelled_at, sold.updated_at) AS shown);
END
$$;
