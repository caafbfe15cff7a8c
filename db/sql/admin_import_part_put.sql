-- lane: write
-- outcomes: ok, import_not_found, import_state_conflict, import_part_unexpected, import_too_large
SELECT outcome, body
FROM api.admin_import_part_put(
    caller_id => :caller_id::uuid,
    allowed_roles => :allowed_roles::text[],
    resource => :resource::text,
    import_id => :import_id::uuid,
    part_no => :part_no::bigint,
    digest => :digest::bytea,
    lines => :lines::bigint,
    rows => :rows::jsonb,
    request_id => :request_id::uuid)
