-- lane: read
-- outcomes: ok, lottery_not_found
SELECT outcome, body
FROM api.lottery_get(lottery_id => :lottery_id::uuid)
