-- lane: write
-- outcomes: ok, order_not_found, order_not_payable, idempotency_key_reused, idempotency_in_progress
SELECT outcome, body, replay_of, payment_id, out_trade_no, amount_fen, description, pay_until, appid, openid,
    prepay_id
FROM api.order_pay_begin(
    caller_id => :caller_id::uuid,
    session_id => :session_id::uuid,
    order_id => :order_id::uuid,
    idempotency_key => :idempotency_key::text,
    fingerprint => :fingerprint::bytea,
    request_id => :request_id::uuid)
