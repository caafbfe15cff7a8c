-- lane: read
-- outcomes: ok, cursor_invalid, lottery_not_found
SELECT outcome, body
FROM api.lottery_winners(
    lottery_id => :lottery_id::uuid,
    "limit" => :limit::bigint,
    cursor => :cursor::text)
