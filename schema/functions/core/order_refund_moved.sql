-- A refund goes to another state that changes no money; the audit says who did it.
CREATE OR REPLACE FUNCTION core.order_refund_moved(
    refund core.order_refunds, state text, answer text, actor_kind text, actor_id uuid, operation text,
    request_id uuid)
RETURNS core.order_refunds
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    moved core.order_refunds;
BEGIN
    UPDATE core.order_refunds AS r
    SET state = order_refund_moved.state, answer = coalesce(order_refund_moved.answer, r.answer),
        updated_at = now()
    WHERE r.id = refund.id AND r.state = refund.state
    RETURNING r.* INTO STRICT moved;
    UPDATE core.orders AS o SET updated_at = now() WHERE o.id = refund.order_id; -- the merchant's list
    PERFORM core.order_refund_audit(moved, refund.state, actor_kind, actor_id, operation, request_id);
    RETURN moved;
END
$$;
