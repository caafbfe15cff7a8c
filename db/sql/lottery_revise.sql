-- lane: write
-- outcomes: ok, lottery_not_found, activity_state_conflict, activity_times_reversed,
--   lottery_prize_unknown, lottery_kind_misfit, lottery_quota_misfit, audience_not_found,
--   pickup_point_not_found, award_way_missing, budget_not_found
SELECT outcome, body
FROM api.lottery_revise(
    caller_id => :caller_id::uuid,
    allowed_roles => :allowed_roles::text[],
    resource => :resource::text,
    lottery_id => :lottery_id::uuid,
    rules => :rules::jsonb,
    request_id => :request_id::uuid)
