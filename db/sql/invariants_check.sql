-- lane: slow
-- outcomes: ok
SELECT outcome, body, counts, alarm, oldest_s
FROM api.invariants_check(row_limit => :row_limit::bigint)
