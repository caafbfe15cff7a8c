-- lane: slow
-- outcomes: ok
SELECT outcome, body, lines, last
FROM api.lottery_proof_tickets(
    lottery_id => :lottery_id::uuid,
    after => :after::bigint,
    "limit" => :limit::bigint)
