-- lane: slow
-- outcomes: ok
SELECT outcome, body, object_id, action, out_trade_no, out_refund_no, amount_fen, total_fen, reason
FROM api.gateway_task_take()
