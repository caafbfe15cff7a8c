-- lane: write
-- outcomes: ok, grant_batch_not_found, grant_batch_ended
SELECT outcome, body
FROM api.points_grant_batch_cancel(
    caller_id => :caller_id::uuid,
    allowed_roles => :allowed_roles::text[],
    resource => :resource::text,
    batch_id => :batch_id::uuid,
    reason => :reason::text,
    request_id => :request_id::uuid)
