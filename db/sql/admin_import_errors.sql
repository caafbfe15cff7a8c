-- lane: slow
-- outcomes: ok, import_not_found
SELECT outcome, body, problems
FROM api.admin_import_errors(
    caller_id => :caller_id::uuid,
    allowed_roles => :allowed_roles::text[],
    resource => :resource::text,
    import_id => :import_id::uuid)
