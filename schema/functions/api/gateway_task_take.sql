-- What is to be asked of the gateway next, NULL when nothing is due; any number of processes may take.
-- action: query or close (a payment), refund or refund_query. Taking puts the next try off.
CREATE OR REPLACE FUNCTION api.gateway_task_take(
    OUT outcome text, OUT body json, OUT object_id uuid, OUT action text, OUT out_trade_no text,
    OUT out_refund_no text, OUT amount_fen bigint, OUT total_fen bigint, OUT reason text)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    task core.gateway_tasks;
BEGIN
    outcome := 'ok';
    UPDATE core.gateway_tasks AS t
    SET due_at = now() + core.gateway_pause(t.kind, t.tries), tries = t.tries + 1
    WHERE t.object_id = (
        SELECT due.object_id FROM core.gateway_tasks AS due WHERE due.due_at <= now()
        ORDER BY due.due_at LIMIT 1 FOR UPDATE SKIP LOCKED)
    RETURNING t.* INTO task;
    object_id := task.object_id;
    IF task.kind = 'payment' THEN
        SELECT CASE WHEN p.closing THEN 'close' ELSE 'query' END, p.out_trade_no, p.amount_fen
        INTO action, out_trade_no, amount_fen
        FROM core.payments AS p WHERE p.id = task.object_id;
    ELSIF task.kind = 'refund' THEN
        SELECT CASE WHEN r.status = 'requested' THEN 'refund' ELSE 'refund_query' END, p.out_trade_no,
            r.out_refund_no, r.amount_fen, p.amount_fen, r.reason
        INTO action, out_trade_no, out_refund_no, amount_fen, total_fen, reason
        FROM core.payment_refunds AS r JOIN core.payments AS p ON p.id = r.payment_id
        WHERE r.id = task.object_id;
    END IF;
END
$$;
