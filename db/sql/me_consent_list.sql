-- lane: read
-- outcomes: ok
SELECT outcome, body
FROM api.me_consent_list(caller_id => :caller_id::uuid)
