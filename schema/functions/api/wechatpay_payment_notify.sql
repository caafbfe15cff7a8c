-- The gateway tells of a payment that succeeded; C has verified that it was the gateway. Told again, it
-- changes nothing. What does not agree with the attempt is refused and changes nothing either.
CREATE OR REPLACE FUNCTION api.wechatpay_payment_notify(
    event_id text, serial text, signed_at bigint, nonce text, signature text, notice text, appid text,
    openid text, out_trade_no text, transaction_id text, amount_fen bigint, paid_at timestamptz,
    request_id uuid,
    OUT outcome text, OUT body json)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    payment core.payments := core.payment_lock((
        SELECT p.id FROM core.payments AS p
        WHERE p.out_trade_no = wechatpay_payment_notify.out_trade_no));
BEGIN
    outcome := CASE
        WHEN payment.id IS NULL THEN 'payment_unknown'
        WHEN payment.amount_fen <> wechatpay_payment_notify.amount_fen
            OR payment.appid <> wechatpay_payment_notify.appid
            OR payment.payer_hash <> sha256(convert_to(wechatpay_payment_notify.openid, 'UTF8'))
            OR payment.transaction_id <> wechatpay_payment_notify.transaction_id
        THEN 'notice_mismatch' ELSE 'ok' END;
    IF outcome = 'ok' THEN
        PERFORM core.payment_notice_keep(event_id, 'payment', payment.id, serial, signed_at, nonce,
                                         signature, notice);
        PERFORM core.payment_settle(payment, transaction_id, paid_at, 'wechatpay_payment_notify',
                                    request_id);
    END IF;
END
$$;
