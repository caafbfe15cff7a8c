-- lane: write
-- outcomes: ok, pickup_point_not_found
SELECT outcome, body
FROM api.admin_pickup_point_update(
    caller_id => :caller_id::uuid,
    allowed_roles => :allowed_roles::text[],
    resource => :resource::text,
    pickup_point_id => :pickup_point_id::uuid,
    name => :name::text,
    address => :address::text,
    hours => :hours::text,
    request_id => :request_id::uuid)
