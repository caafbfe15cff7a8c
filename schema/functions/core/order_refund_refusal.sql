-- Why these pieces of an order cannot be asked back now; NULL: they can. Within 15 days after its completion,
-- one case at a time. lines NULL: one of the SKUs is not in the order. The caller holds the order's lock.
CREATE OR REPLACE FUNCTION core.order_refund_refusal(
    bought core.orders, lines bigint[], quantities bigint[], refund_id uuid)
RETURNS text
LANGUAGE plpgsql STABLE
AS $$
BEGIN
    RETURN CASE
        WHEN bought.status NOT IN ('paid', 'shipped', 'completed')
            OR bought.completed_at <= now() - interval '15 days' THEN 'order_not_refundable'
        WHEN EXISTS (SELECT FROM core.order_refunds AS r WHERE r.order_id = bought.id
                         AND r.state IN ('requested', 'escalated') AND r.id IS DISTINCT FROM refund_id)
            THEN 'order_refund_open'
        WHEN lines IS NULL THEN 'sku_not_in_order'
        WHEN EXISTS (SELECT FROM unnest(lines, quantities) AS wanted (line, quantity)
                     JOIN core.order_items AS i ON i.order_id = bought.id AND i.line = wanted.line
                     WHERE wanted.quantity > i.quantity - i.refunded)
            THEN 'refund_quantity_exceeded' END;
END
$$;
