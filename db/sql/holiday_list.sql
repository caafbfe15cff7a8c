-- lane: read
-- outcomes: ok
SELECT outcome, body
FROM api.holiday_list(
    year => :year::bigint)
