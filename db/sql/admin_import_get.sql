-- lane: read
-- outcomes: ok, import_not_found
SELECT outcome, body
FROM api.admin_import_get(
    caller_id => :caller_id::uuid,
    allowed_roles => :allowed_roles::text[],
    resource => :resource::text,
    import_id => :import_id::uuid)
