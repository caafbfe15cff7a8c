-- lane: slow
-- outcomes: ok
SELECT outcome, body
FROM api.lottery_reveal(
    lottery_id => :lottery_id::uuid,
    seed => :seed::bytea)
