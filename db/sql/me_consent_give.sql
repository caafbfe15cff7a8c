-- lane: write
-- outcomes: ok, member_unknown, consent_version_old
SELECT outcome, body
FROM api.me_consent_give(
    caller_id => :caller_id::uuid,
    purpose => :purpose::text,
    version => :version::bigint,
    request_id => :request_id::uuid)
