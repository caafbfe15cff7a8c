-- lane: write
-- outcomes: ok, category_not_found, category_used, category_name_taken
SELECT outcome, body
FROM api.category_update(
    caller_id => :caller_id::uuid,
    allowed_roles => :allowed_roles::text[],
    resource => :resource::text,
    category_id => :category_id::uuid,
    name => :name::text,
    "position" => :position::bigint,
    request_id => :request_id::uuid)
