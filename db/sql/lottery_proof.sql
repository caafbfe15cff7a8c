-- lane: read
-- outcomes: ok, lottery_not_found
SELECT outcome, body, head, kind, is_revealed
FROM api.lottery_proof(lottery_id => :lottery_id::uuid)
