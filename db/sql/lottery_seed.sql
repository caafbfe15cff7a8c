-- lane: write
-- outcomes: ok
SELECT outcome, body, id, seed_sealed, seed
FROM api.lottery_seed(lottery_id => :lottery_id::uuid)
