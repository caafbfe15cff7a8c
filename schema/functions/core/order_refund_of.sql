-- A refund of one of the member's orders, its order's lock held; NULL for any other, as for unknown ids.
CREATE OR REPLACE FUNCTION core.order_refund_of(member_id uuid, order_id uuid, refund_id uuid)
RETURNS core.order_refunds
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
    RETURN (
        SELECT r FROM core.order_refund_locked(order_refund_of.refund_id) AS r
        JOIN core.orders AS o ON o.id = r.order_id
        WHERE r.order_id = order_refund_of.order_id
            AND o.member_id = ANY (core.accounts_of(order_refund_of.member_id)));
END
$$;
