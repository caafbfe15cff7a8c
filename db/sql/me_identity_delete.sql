-- lane: write
-- outcomes: ok, identity_not_found, identity_last
SELECT outcome, body
FROM api.me_identity_delete(
    caller_id => :caller_id::uuid,
    identity_id => :identity_id::uuid,
    request_id => :request_id::uuid)
