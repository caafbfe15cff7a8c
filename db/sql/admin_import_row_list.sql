-- lane: read
-- outcomes: ok, import_not_found, cursor_invalid
SELECT outcome, body
FROM api.admin_import_row_list(
    caller_id => :caller_id::uuid,
    allowed_roles => :allowed_roles::text[],
    resource => :resource::text,
    import_id => :import_id::uuid,
    state => :state::text,
    "limit" => :limit::bigint,
    cursor => :cursor::text)
