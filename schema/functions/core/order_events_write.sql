-- core.event_write for many orders: tells their merchants what has become of them; kind: order.paid,
-- order.cancelled, order.shipped, order.completed.
CREATE OR REPLACE FUNCTION core.order_events_write(order_ids uuid[], kind text) RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
    INSERT INTO core.outbox (merchant_id, mode, kind, object_id, data)
    SELECT o.merchant_id, 'live', order_events_write.kind, o.id,
        jsonb_build_object('order_no', o.order_no, 'status', o.status)
    FROM core.orders AS o WHERE o.id = ANY (order_ids) AND o.merchant_id IS NOT NULL;
END
$$;
