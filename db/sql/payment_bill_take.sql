-- lane: slow
-- outcomes: ok
SELECT outcome, body, day
FROM api.payment_bill_take()
