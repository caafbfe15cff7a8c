-- lane: read
-- outcomes: ok, activity_not_found
SELECT outcome, body
FROM api.me_eligibility(
    caller_id => :caller_id::uuid,
    activity_id => :activity_id::uuid)
