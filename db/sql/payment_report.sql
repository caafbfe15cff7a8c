-- lane: slow
-- outcomes: ok
SELECT outcome, body
FROM api.payment_report(
    payment_id => :payment_id::uuid,
    state => :state::text,
    transaction_id => :transaction_id::text,
    amount_fen => :amount_fen::bigint,
    paid_at => :paid_at::timestamptz)
