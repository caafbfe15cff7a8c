-- lane: read
-- outcomes: ok
SELECT outcome, body, id, seed_sealed
FROM api.lotteries_due(after_id => :after_id::uuid)
