-- lane: write
-- outcomes: ok, lottery_not_found, activity_state_conflict, awards_open
SELECT outcome, body
FROM api.lottery_archive(
    caller_id => :caller_id::uuid,
    allowed_roles => :allowed_roles::text[],
    resource => :resource::text,
    lottery_id => :lottery_id::uuid,
    reason => :reason::text,
    request_id => :request_id::uuid)
