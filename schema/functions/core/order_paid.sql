-- An order's money has arrived: what it held is spent, what was reserved is sold, and who bought vouchers
-- has them. False when the order does not wait for it (any more), and then nothing has changed: the money
-- has to go back. Takes the order's lock and those of core.order_lock. The caller writes the audit.
CREATE OR REPLACE FUNCTION core.order_paid(order_id uuid, paid_at timestamptz) RETURNS boolean
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    paid core.orders;
    captured bigint := 0;
BEGIN
    UPDATE core.orders AS o
    SET status = 'paid', paid_at = order_paid.paid_at, updated_at = now()
    WHERE o.id = order_paid.order_id AND o.status IN ('pending_payment', 'closing')
    RETURNING o.* INTO paid;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    PERFORM core.order_lock(ARRAY[paid.id]);
    IF paid.points_spent > 0 THEN
        captured := core.points_capture(paid.id);
    END IF;
    IF captured <> paid.points_spent THEN
        RAISE EXCEPTION 'order % costs % points, % were held', paid.id, paid.points_spent, captured;
    END IF;
    UPDATE core.skus AS s
    SET reserved = s.reserved - item.quantity, sold = s.sold + item.quantity
    FROM core.order_items AS item WHERE item.order_id = paid.id AND s.id = item.sku_id;
    PERFORM core.order_payers_spend(paid.id);
    PERFORM core.order_vouchers_issue(ARRAY[paid.id]);
    PERFORM core.shipping_reports_write(ARRAY[paid.id]);
    PERFORM core.order_events_write(ARRAY[paid.id], 'order.paid');
    RETURN true;
END
$$;
