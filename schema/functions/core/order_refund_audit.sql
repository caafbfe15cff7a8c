-- Writes down that a refund went from one state (NULL: it is new) to what it is now.
CREATE OR REPLACE FUNCTION core.order_refund_audit(
    refund core.order_refunds, from_state text, actor_kind text, actor_id uuid, operation text,
    request_id uuid)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
    PERFORM core.audit_write(
        actor_kind, actor_id, operation, (
            SELECT coalesce(m.organisation_id, core.organisation_of(o.member_id)) FROM core.orders AS o
            LEFT JOIN core.merchants AS m ON m.id = o.merchant_id WHERE o.id = refund.order_id),
        'order_refund', refund.id, jsonb_build_object(
            'state', jsonb_build_array(from_state, refund.state), 'order_id', refund.order_id,
            'money_fen', refund.money_fen, 'points', refund.points), NULL, request_id);
END
$$;
