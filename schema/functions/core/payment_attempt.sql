-- The attempt to pay an order with which its buyer goes on: the open one of this payer, or a new one. An
-- open one of another payer is to be closed, for two that are open may both be paid. The gateway takes
-- no deadline within a minute. The caller holds the order's lock; the order waits for its payment.
CREATE OR REPLACE FUNCTION core.payment_attempt(paid_for core.orders, payer core.identities,
                                                caller_id uuid, request_id uuid)
RETURNS core.payments
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    hash bytea := sha256(convert_to(payer.openid, 'UTF8'));
    attempt core.payments;
    attempt_id uuid := core.uuid7();
BEGIN
    PERFORM core.payments_stop(ARRAY(
        SELECT p.id FROM core.payments AS p
        WHERE p.order_id = paid_for.id AND p.status IN ('new', 'pending')
            AND (p.appid, p.payer_hash) <> (payer.appid, hash)));
    SELECT p.* INTO attempt FROM core.payments AS p
    WHERE p.order_id = paid_for.id AND p.status IN ('new', 'pending') AND NOT p.closing
    FOR UPDATE;
    IF FOUND THEN
        RETURN attempt;
    END IF;
    INSERT INTO core.payments AS p (id, order_id, out_trade_no, amount_fen, description, appid, identity_id,
                                    payer_hash, pay_until)
    VALUES (attempt_id, paid_for.id, paid_for.order_no || '-' || right(attempt_id::text, 8),
            paid_for.payable_fen, left('工会普惠订单 ' || paid_for.order_no, 127), payer.appid, payer.id,
            hash, greatest(paid_for.expires_at, now() + interval '70 seconds'))
    RETURNING p.* INTO attempt;
    PERFORM core.gateway_task_put(attempt.id, 'payment', core.gateway_grace());
    PERFORM core.audit_write(
        'member', caller_id, 'order_pay', core.organisation_of(caller_id), 'payment', attempt.id,
        jsonb_build_object('status', jsonb_build_array(NULL, 'new'), 'order_id', attempt.order_id,
                           'amount_fen', attempt.amount_fen), NULL, request_id);
    RETURN attempt;
END
$$;
