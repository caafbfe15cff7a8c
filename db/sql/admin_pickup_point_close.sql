-- lane: write
-- outcomes: ok, pickup_point_not_found
SELECT outcome, body
FROM api.admin_pickup_point_close(
    caller_id => :caller_id::uuid,
    allowed_roles => :allowed_roles::text[],
    resource => :resource::text,
    pickup_point_id => :pickup_point_id::uuid,
    reason => :reason::text,
    request_id => :request_id::uuid)
