-- lane: write
-- outcomes: ok, import_not_found, import_state_conflict, import_incomplete
SELECT outcome, body
FROM api.admin_import_validate(
    caller_id => :caller_id::uuid,
    allowed_roles => :allowed_roles::text[],
    resource => :resource::text,
    import_id => :import_id::uuid,
    request_id => :request_id::uuid)
