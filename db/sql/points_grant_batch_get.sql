-- lane: read
-- outcomes: ok, grant_batch_not_found
SELECT outcome, body
FROM api.points_grant_batch_get(
    caller_id => :caller_id::uuid,
    allowed_roles => :allowed_roles::text[],
    resource => :resource::text,
    batch_id => :batch_id::uuid)
