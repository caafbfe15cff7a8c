-- Gives the buyer what their phone needs to pay, unless the order or the attempt has come to an end while
-- the gateway was asked.
CREATE OR REPLACE FUNCTION api.order_pay(
    caller_id uuid, payment_id uuid, prepay_id text, time_stamp text, nonce_str text, pay_sign text,
    idempotency_key text, fingerprint bytea, request_id uuid,
    OUT outcome text, OUT body json, OUT replay_of uuid)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    payment core.payments;
BEGIN
    SELECT claim.outcome, claim.body, claim.replay_of INTO outcome, body, replay_of
    FROM core.idempotency_claim(caller_id, 'order_pay', idempotency_key, fingerprint) AS claim;
    IF outcome IS NOT NULL THEN
        RETURN;
    END IF;
    payment := core.payment_lock(order_pay.payment_id);
    outcome := CASE WHEN payment.id IS NULL THEN 'order_not_found'
                    WHEN payment.status NOT IN ('new', 'pending') OR payment.closing OR NOT EXISTS (
                        SELECT FROM core.orders AS o
                        WHERE o.id = payment.order_id AND o.status = 'pending_payment')
                    THEN 'order_not_payable' ELSE 'ok' END;
    IF outcome = 'ok' THEN
        UPDATE core.payments AS p SET status = 'pending', prepay_id = order_pay.prepay_id
        WHERE p.id = payment.id;
        IF payment.status = 'new' THEN
            PERFORM core.audit_write(
                'member', caller_id, 'order_pay', core.organisation_of(caller_id), 'payment', payment.id,
                '{"status": ["new", "pending"]}', NULL, request_id);
        END IF;
        body := json_build_object(
            'timeStamp', time_stamp, 'nonceStr', nonce_str, 'package', 'prepay_id=' || order_pay.prepay_id,
            'signType', 'RSA', 'paySign', pay_sign);
    END IF;
    PERFORM core.idempotency_store(caller_id, 'order_pay', idempotency_key, fingerprint, request_id,
                                   outcome, body);
END
$$;
