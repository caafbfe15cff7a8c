-- The gateway says that a payment has succeeded. The first time the order is paid with it, or, when that
-- was paid already or has ended, the money goes back. payment was locked by core.payment_lock.
CREATE OR REPLACE FUNCTION core.payment_settle(
    payment core.payments, transaction_id text, paid_at timestamptz, action text, request_id uuid)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    paid_for core.orders;
    pays boolean;
BEGIN
    DELETE FROM core.gateway_tasks AS t WHERE t.object_id = payment.id;
    IF payment.status = 'success' THEN
        RETURN;
    END IF;
    SELECT o.* INTO paid_for FROM core.orders AS o WHERE o.id = payment.order_id;
    pays := paid_for.status IN ('pending_payment', 'closing');
    UPDATE core.payments AS p
    SET status = 'success', closing = false, transaction_id = payment_settle.transaction_id,
        paid_at = payment_settle.paid_at, settles = CASE WHEN pays THEN 'order' ELSE 'nothing' END,
        ended_at = now()
    WHERE p.id = payment.id;
    PERFORM core.payments_stop(ARRAY(
        SELECT p.id FROM core.payments AS p
        WHERE p.order_id = payment.order_id AND p.status IN ('new', 'pending')));
    IF pays THEN
        PERFORM core.order_paid(payment.order_id, payment_settle.paid_at);
    ELSE
        PERFORM core.refund_write(payment.id, payment.amount_fen, '订单已结束，款项原路退回', payment.id);
    END IF;
    PERFORM core.audit_write(
        'system', NULL, action, core.organisation_of(paid_for.member_id), 'payment', payment.id,
        jsonb_build_object('status', jsonb_build_array(payment.status, 'success'),
                           'order_id', payment.order_id, 'amount_fen', payment.amount_fen,
                           'settles', CASE WHEN pays THEN 'order' ELSE 'nothing' END),
        NULL, request_id);
END
$$;
