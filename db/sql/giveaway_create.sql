-- lane: write
-- outcomes: ok, organisation_not_found, activity_times_reversed, giveaway_mode_misfit,
--   giveaway_quota_misfit, audience_not_found, pickup_point_not_found, award_way_missing, budget_not_found, idempotency_key_reused, idempotency_in_progress
SELECT outcome, body, replay_of
FROM api.giveaway_create(
    caller_id => :caller_id::uuid,
    allowed_roles => :allowed_roles::text[],
    resource => :resource::text,
    organisation_id => :organisation_id::uuid,
    rules => :rules::jsonb,
    idempotency_key => :idempotency_key::text,
    fingerprint => :fingerprint::bytea,
    request_id => :request_id::uuid)
