-- lane: slow
-- outcomes: ok
SELECT outcome, body
FROM api.erasures_run(
    batch_size => :batch_size::bigint)
