-- lane: write
-- outcomes: ok, application_not_found, reveal_limit_reached
SELECT outcome, body, contact_sealed
FROM api.admin_application_reveal(
    caller_id => :caller_id::uuid,
    allowed_roles => :allowed_roles::text[],
    resource => :resource::text,
    application_id => :application_id::uuid,
    reason => :reason::text,
    request_id => :request_id::uuid)
