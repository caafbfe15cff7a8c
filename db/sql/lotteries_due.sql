-- lane: read
-- outcomes: ok
SELECT outcome, body, id, seed_sealed
FROM api.lotteries_due()
