-- lane: write
-- outcomes: ok, role_grant_misfit, expiry_past, organisation_not_found, station_not_found,
--   merchant_not_found, role_not_grantable, member_not_found, staff_not_found, own_account,
--   duties_not_separate, role_grant_exists, idempotency_key_reused, idempotency_in_progress
SELECT outcome, body, replay_of
FROM api.role_grant_create(
    caller_id => :caller_id::uuid,
    allowed_roles => :allowed_roles::text[],
    resource => :resource::text,
    admin_id => :admin_id::uuid,
    member_id => :member_id::uuid,
    role => :role::text,
    organisation_id => :organisation_id::uuid,
    station_id => :station_id::uuid,
    merchant_id => :merchant_id::uuid,
    includes_below => :includes_below::boolean,
    resources => :resources::jsonb,
    expires_at => :expires_at::timestamptz,
    reason => :reason::text,
    idempotency_key => :idempotency_key::text,
    fingerprint => :fingerprint::bytea,
    request_id => :request_id::uuid)
