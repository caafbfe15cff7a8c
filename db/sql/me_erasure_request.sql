-- lane: write
-- outcomes: ok, member_unknown, erasure_held, erasure_open_orders, erasure_open_awards,
--   erasure_open_applications, erasure_points_debt
SELECT outcome, body
FROM api.me_erasure_request(
    caller_id => :caller_id::uuid,
    reason => :reason::text,
    request_id => :request_id::uuid)
