-- What the gateway answered about a refund: state is processing, success, closed, abnormal or refused
-- with refusal saying why. One that it refuses is asked for again, less and less often, and is a case for
-- the staff: most often the merchant's account is empty.
CREATE OR REPLACE FUNCTION api.refund_report(
    payment_refund_id uuid, state text, refund_id text, refusal text,
    OUT outcome text, OUT body json)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    refund core.payment_refunds := core.refund_lock(refund_report.payment_refund_id);
BEGIN
    outcome := 'ok';
    IF state <> 'refused' THEN
        PERFORM core.refund_settle(refund, state, refund_report.refund_id, 'refund_report', NULL);
    ELSIF refund.status = 'requested' AND refund.refusal IS DISTINCT FROM refund_report.refusal THEN
        UPDATE core.payment_refunds AS r SET refusal = refund_report.refusal WHERE r.id = refund.id;
        PERFORM core.payment_case_write('refund_refused', p.order_id, p.out_trade_no, refund.out_refund_no,
                                        refund.amount_fen, NULL, NULL)
        FROM core.payments AS p WHERE p.id = refund.payment_id;
        PERFORM core.audit_write(
            'system', NULL, 'refund_report', NULL, 'payment_refund', refund.id,
            jsonb_build_object('refusal', jsonb_build_array(refund.refusal, refund_report.refusal)),
            NULL, NULL);
    END IF;
END
$$;
