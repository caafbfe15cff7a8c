-- lane: write
-- outcomes: ok, pending_not_found, pending_settled
SELECT outcome, body
FROM api.points_pending_cancel(
    caller_id => :caller_id::uuid,
    allowed_roles => :allowed_roles::text[],
    resource => :resource::text,
    earning_id => :earning_id::uuid,
    reason => :reason::text,
    request_id => :request_id::uuid)
