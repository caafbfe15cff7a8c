-- A refund with its order's lock held, as it stands from now on; NULL for unknown ids.
CREATE OR REPLACE FUNCTION core.order_refund_locked(refund_id uuid) RETURNS core.order_refunds
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    refund core.order_refunds;
BEGIN
    PERFORM FROM core.orders AS o
    WHERE o.id = (SELECT r.order_id FROM core.order_refunds AS r WHERE r.id = order_refund_locked.refund_id)
    FOR UPDATE;
    SELECT r.* INTO refund FROM core.order_refunds AS r WHERE r.id = order_refund_locked.refund_id FOR UPDATE;
    RETURN refund;
END
$$;
