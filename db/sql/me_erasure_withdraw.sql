-- lane: write
-- outcomes: ok, erasure_not_requested
SELECT outcome, body
FROM api.me_erasure_withdraw(
    caller_id => :caller_id::uuid,
    request_id => :request_id::uuid)
