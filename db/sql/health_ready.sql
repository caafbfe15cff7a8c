-- lane: read
-- outcomes: ok
SELECT outcome, body
FROM api.health_ready()
