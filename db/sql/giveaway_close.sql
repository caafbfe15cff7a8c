-- lane: write
-- outcomes: ok, giveaway_not_found, activity_state_conflict
SELECT outcome, body
FROM api.giveaway_close(
    caller_id => :caller_id::uuid,
    allowed_roles => :allowed_roles::text[],
    resource => :resource::text,
    giveaway_id => :giveaway_id::uuid,
    reason => :reason::text,
    request_id => :request_id::uuid)
