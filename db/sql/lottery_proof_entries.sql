-- lane: slow
-- outcomes: ok
SELECT outcome, body, lines, last
FROM api.lottery_proof_entries(
    lottery_id => :lottery_id::uuid,
    after => :after::uuid,
    "limit" => :limit::bigint)
