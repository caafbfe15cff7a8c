-- lane: write
-- outcomes: ok, correction_not_found, correction_decided, reveal_limit_reached
SELECT outcome, body, field, person_id, value_sealed
FROM api.admin_correction_reveal(
    caller_id => :caller_id::uuid,
    allowed_roles => :allowed_roles::text[],
    resource => :resource::text,
    correction_id => :correction_id::uuid,
    reason => :reason::text,
    request_id => :request_id::uuid)
