-- Orders have been received, or were under way for long enough. The caller holds the orders' locks, and they
-- are shipped, or paid and to be picked up.
CREATE OR REPLACE FUNCTION core.order_complete(order_ids uuid[]) RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
    UPDATE core.orders AS o SET status = 'completed', completed_at = now(), updated_at = now()
    WHERE o.id = ANY (order_ids)
        AND (o.status = 'shipped' OR (o.status = 'paid' AND o.delivery_kind = 'pickup'));
    PERFORM core.shipping_reports_write(order_ids);
    PERFORM core.order_events_write(order_ids, 'order.completed');
END
$$;
