-- lane: slow
-- outcomes: ok
SELECT outcome, body
FROM api.refund_report(
    payment_refund_id => :payment_refund_id::uuid,
    state => :state::text,
    refund_id => :refund_id::text,
    refusal => :refusal::text)
