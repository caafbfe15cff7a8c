-- lane: write
-- outcomes: ok, giveaway_not_found, activity_state_conflict, activity_times_reversed,
--   giveaway_mode_misfit, giveaway_quota_misfit, audience_not_found, pickup_point_not_found,
--   award_way_missing, budget_not_found
SELECT outcome, body
FROM api.giveaway_revise(
    caller_id => :caller_id::uuid,
    allowed_roles => :allowed_roles::text[],
    resource => :resource::text,
    giveaway_id => :giveaway_id::uuid,
    rules => :rules::jsonb,
    request_id => :request_id::uuid)
