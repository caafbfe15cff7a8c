-- lane: read
-- outcomes: ok, member_unknown
SELECT outcome, body
FROM api.me_get(caller_id => :caller_id::uuid)
