-- lane: write
-- outcomes: ok, lottery_not_found, activity_state_conflict
SELECT outcome, body
FROM api.lottery_public_value_set(
    caller_id => :caller_id::uuid,
    allowed_roles => :allowed_roles::text[],
    resource => :resource::text,
    lottery_id => :lottery_id::uuid,
    value => :value::text,
    reason => :reason::text,
    fingerprint => :fingerprint::bytea,
    request_id => :request_id::uuid)
