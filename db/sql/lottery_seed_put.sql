-- lane: write
-- outcomes: ok
SELECT outcome, body
FROM api.lottery_seed_put(
    lottery_id => :lottery_id::uuid,
    seed_sealed => :seed_sealed::bytea)
