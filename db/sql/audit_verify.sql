-- lane: slow
-- outcomes: ok, role_forbidden
SELECT outcome, body
FROM api.audit_verify(
    caller_id => :caller_id::uuid,
    allowed_roles => :allowed_roles::text[],
    resource => :resource::text,
    first_block => :first_block::bigint,
    last_block => :last_block::bigint)
