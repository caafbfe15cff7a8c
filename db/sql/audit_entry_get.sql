-- lane: slow
-- outcomes: ok, not_found
SELECT outcome, body
FROM api.audit_entry_get(
    caller_id => :caller_id::uuid,
    allowed_roles => :allowed_roles::text[],
    resource => :resource::text,
    entry_id => :entry_id::text)
