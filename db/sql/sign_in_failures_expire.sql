-- lane: slow
-- outcomes: ok
SELECT outcome, body FROM api.sign_in_failures_expire(batch_size => :batch_size::bigint)
