-- What WeChat is to be told next of goods, and by which mini-program; NULLs when nothing is due. Any number of
-- processes may take. Taking puts the next try off.
CREATE OR REPLACE FUNCTION api.shipping_report_take(
    OUT outcome text, OUT body json, OUT order_id uuid, OUT appid text, OUT payload text, OUT tries bigint)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    report core.shipping_reports;
BEGIN
    outcome := 'ok';
    UPDATE core.shipping_reports AS r
    SET due_at = now() + core.shipping_pause(r.tries), tries = r.tries + 1
    WHERE r.order_id = (
        SELECT due.order_id FROM core.shipping_reports AS due WHERE due.state = 'waiting' AND due.due_at <= now()
        ORDER BY due.due_at LIMIT 1 FOR UPDATE SKIP LOCKED)
    RETURNING r.* INTO report;
    order_id := report.order_id;
    tries := report.tries;
    SELECT p.appid INTO appid FROM core.payments AS p WHERE p.id = report.payment_id;
    payload := core.shipping_payload(report);
END
$$;
