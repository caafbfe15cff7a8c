-- lane: read
-- outcomes: ok, hold_not_found
SELECT outcome, body
FROM api.points_hold_get(
    caller_id => :caller_id::uuid,
    key_mode => :key_mode::text,
    hold_id => :hold_id::uuid)
