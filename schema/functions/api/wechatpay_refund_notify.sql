-- The gateway tells how a refund ended; C has verified that it was the gateway. One that was not made here,
-- of a payment that was, is a case for the staff.
CREATE OR REPLACE FUNCTION api.wechatpay_refund_notify(
    event_id text, serial text, signed_at bigint, nonce text, signature text, notice text,
    out_trade_no text, out_refund_no text, refund_id text, status text, amount_fen bigint,
    request_id uuid,
    OUT outcome text, OUT body json)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    refund core.payment_refunds := core.refund_lock((
        SELECT r.id FROM core.payment_refunds AS r
        WHERE r.out_refund_no = wechatpay_refund_notify.out_refund_no));
    paid core.payments;
BEGIN
    SELECT p.* INTO paid FROM core.payments AS p
    WHERE p.out_trade_no = wechatpay_refund_notify.out_trade_no;
    outcome := CASE
        WHEN paid.id IS NULL THEN 'payment_unknown'
        WHEN refund.payment_id <> paid.id
            OR refund.amount_fen <> wechatpay_refund_notify.amount_fen THEN 'notice_mismatch'
        ELSE 'ok' END;
    IF outcome <> 'ok' THEN
        RETURN;
    END IF;
    PERFORM core.payment_notice_keep(event_id, 'refund', refund.id, serial, signed_at, nonce, signature,
                                     notice);
    IF refund.id IS NOT NULL THEN
        PERFORM core.refund_settle(refund, status, refund_id, 'wechatpay_refund_notify', request_id);
    ELSIF core.payment_case_write('refund_unknown', paid.order_id, paid.out_trade_no, out_refund_no, NULL,
                                  amount_fen, NULL) THEN
        PERFORM core.audit_write(
            'system', NULL, 'wechatpay_refund_notify',
            core.organisation_of((SELECT o.member_id FROM core.orders AS o WHERE o.id = paid.order_id)),
            'payment', paid.id, jsonb_build_object('case', 'refund_unknown', 'amount_fen', amount_fen), NULL,
            request_id);
    END IF;
END
$$;
