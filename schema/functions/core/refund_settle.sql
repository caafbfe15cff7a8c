-- What the gateway says of a refund: processing, success, closed or abnormal. What it said last of its end
-- counts but for success, which is for ever: an abnormal one may still succeed. refund was locked by
-- core.refund_lock. One that failed is a case for the staff; the merchant's programs are told of either end.
CREATE OR REPLACE FUNCTION core.refund_settle(
    refund core.payment_refunds, status text, refund_id text, action text, request_id uuid)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    paid core.payments;
    is_final boolean := status <> 'processing';
BEGIN
    IF refund.status IN ('success', refund_settle.status)
        OR (refund.ended_at IS NOT NULL AND NOT is_final) THEN
        RETURN;
    END IF;
    UPDATE core.payment_refunds AS r
    SET status = refund_settle.status, refund_id = coalesce(refund_settle.refund_id, r.refund_id),
        refusal = NULL, accepted_at = coalesce(r.accepted_at, now()),
        ended_at = CASE WHEN is_final THEN now() END
    WHERE r.id = refund.id;
    IF is_final THEN
        DELETE FROM core.gateway_tasks AS t WHERE t.object_id = refund.id;
    ELSE
        PERFORM core.gateway_task_put(refund.id, 'refund', interval '1 minute');
    END IF;
    SELECT p.* INTO paid FROM core.payments AS p WHERE p.id = refund.payment_id;
    IF refund_settle.status IN ('closed', 'abnormal') THEN
        PERFORM core.payment_case_write('refund_failed', paid.order_id, paid.out_trade_no,
                                        refund.out_refund_no, refund.amount_fen, NULL, NULL);
    END IF;
    PERFORM core.event_write(
        o.merchant_id, 'live',
        CASE WHEN refund_settle.status = 'success' THEN 'refund.succeeded' ELSE 'refund.failed' END, refund.id,
        jsonb_build_object('order_id', o.id, 'amount_fen', refund.amount_fen))
    FROM core.orders AS o
    WHERE o.id = paid.order_id AND is_final AND paid.settles = 'order' AND o.merchant_id IS NOT NULL;
    PERFORM core.audit_write(
        'system', NULL, action,
        core.organisation_of((SELECT o.member_id FROM core.orders AS o WHERE o.id = paid.order_id)),
        'payment_refund', refund.id,
        jsonb_build_object('status', jsonb_build_array(refund.status, refund_settle.status),
                           'order_id', paid.order_id, 'amount_fen', refund.amount_fen),
        NULL, request_id);
END
$$;
