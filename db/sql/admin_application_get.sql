-- lane: read
-- outcomes: ok, application_not_found
SELECT outcome, body
FROM api.admin_application_get(
    caller_id => :caller_id::uuid,
    allowed_roles => :allowed_roles::text[],
    resource => :resource::text,
    application_id => :application_id::uuid)
