-- lane: slow
-- outcomes: ok
SELECT outcome, body
FROM api.payment_bill_put(day => :day::text, digest => :digest::text, lines => :lines::jsonb)
