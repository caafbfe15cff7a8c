-- lane: write
-- outcomes: ok, correction_not_found, own_application, correction_decided, correction_outdated,
--   id_number_taken
SELECT outcome, body
FROM api.admin_correction_approve(
    caller_id => :caller_id::uuid,
    allowed_roles => :allowed_roles::text[],
    resource => :resource::text,
    correction_id => :correction_id::uuid,
    comment => :comment::text,
    request_id => :request_id::uuid)
