-- lane: write
-- outcomes: ok, consent_not_given, consent_needed
SELECT outcome, body
FROM api.me_consent_withdraw(
    caller_id => :caller_id::uuid,
    purpose => :purpose::text,
    request_id => :request_id::uuid)
