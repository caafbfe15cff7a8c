-- lane: write
-- outcomes: ok, membership_required
SELECT outcome, body
FROM api.points_code_create(
    caller_id => :caller_id::uuid,
    code_hash => :code_hash::bytea,
    max_points => :max_points::bigint,
    request_id => :request_id::uuid)
