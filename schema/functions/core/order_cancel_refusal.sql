-- Why an order that waits for its payment or is paid cannot be cancelled; NULL: it can. Nothing of it was
-- asked back, and what vouchers it bought are unused. The caller holds the locks of the order and of
-- core.order_lock.
CREATE OR REPLACE FUNCTION core.order_cancel_refusal(bought core.orders) RETURNS text
LANGUAGE plpgsql STABLE
AS $$
BEGIN
    RETURN CASE
        WHEN bought.status NOT IN ('pending_payment', 'paid') THEN 'order_not_cancellable'
        WHEN EXISTS (SELECT FROM core.order_refunds AS r WHERE r.order_id = bought.id
                         AND r.state IN ('requested', 'escalated', 'approved')) THEN 'order_not_cancellable'
        WHEN EXISTS (SELECT FROM core.order_items AS i, core.order_vouchers_left(i.order_id, i.line) AS l
                     WHERE i.order_id = bought.id AND l.unused < l.bought) THEN 'vouchers_used' END;
END
$$;
