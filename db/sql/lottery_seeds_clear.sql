-- lane: read
-- outcomes: ok
SELECT outcome, body, id, seed
FROM api.lottery_seeds_clear()
