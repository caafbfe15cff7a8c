-- lane: read
-- outcomes: ok, staff_unknown
SELECT outcome, body FROM api.admin_me_get(caller_id => :caller_id::uuid)
