-- lane: write
-- outcomes: ok, member_not_found
SELECT outcome, body
FROM api.admin_legal_hold_create(
    caller_id => :caller_id::uuid,
    allowed_roles => :allowed_roles::text[],
    resource => :resource::text,
    member_id => :member_id::uuid,
    reason => :reason::text,
    request_id => :request_id::uuid)
