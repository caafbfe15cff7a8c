-- lane: write
-- outcomes: ok, category_not_found
SELECT outcome, body
FROM api.category_retire(
    caller_id => :caller_id::uuid,
    allowed_roles => :allowed_roles::text[],
    resource => :resource::text,
    category_id => :category_id::uuid,
    reason => :reason::text,
    request_id => :request_id::uuid)
