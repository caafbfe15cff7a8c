-- What the gateway answered about a payment: state is paid, closed or unknown (it has no such number). A
-- number that was told it a moment ago may still be on its way, and stays open.
CREATE OR REPLACE FUNCTION api.payment_report(
    payment_id uuid, state text, transaction_id text, amount_fen bigint, paid_at timestamptz,
    OUT outcome text, OUT body json)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    payment core.payments := core.payment_lock(payment_report.payment_id);
BEGIN
    outcome := 'ok';
    IF state = 'paid' AND payment.amount_fen <> payment_report.amount_fen THEN
        PERFORM core.payment_case_write('payment_differs', payment.order_id, payment.out_trade_no, '',
                                        payment.amount_fen, payment_report.amount_fen, NULL);
    ELSIF state = 'paid' THEN
        PERFORM core.payment_settle(payment, transaction_id, paid_at, 'payment_report', NULL);
    ELSIF state = 'closed' OR payment.created_at < now() - core.gateway_grace() THEN
        PERFORM core.payment_close(payment, 'payment_report');
    END IF;
END
$$;
