-- lane: write
-- outcomes: ok, lottery_not_found, activity_state_conflict
SELECT outcome, body
FROM api.lottery_return(
    caller_id => :caller_id::uuid,
    allowed_roles => :allowed_roles::text[],
    resource => :resource::text,
    lottery_id => :lottery_id::uuid,
    reason => :reason::text,
    request_id => :request_id::uuid)
