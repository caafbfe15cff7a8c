-- lane: read
-- outcomes: ok, erasure_not_requested
SELECT outcome, body
FROM api.me_erasure_get(
    caller_id => :caller_id::uuid)
