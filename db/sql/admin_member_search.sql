-- lane: read
-- outcomes: ok, cursor_invalid
SELECT outcome, body
FROM api.admin_member_search(
    caller_id => :caller_id::uuid,
    allowed_roles => :allowed_roles::text[],
    resource => :resource::text,
    real_name_index => :real_name_index::bytea,
    id_number_index => :id_number_index::bytea,
    phone_index => :phone_index::bytea,
    "limit" => :limit::bigint,
    cursor => :cursor::text)
