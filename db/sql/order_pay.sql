-- lane: write
-- outcomes: ok, order_not_found, order_not_payable, idempotency_key_reused, idempotency_in_progress
SELECT outcome, body, replay_of
FROM api.order_pay(
    caller_id => :caller_id::uuid,
    payment_id => :payment_id::uuid,
    prepay_id => :prepay_id::text,
    time_stamp => :time_stamp::text,
    nonce_str => :nonce_str::text,
    pay_sign => :pay_sign::text,
    idempotency_key => :idempotency_key::text,
    fingerprint => :fingerprint::bytea,
    request_id => :request_id::uuid)
