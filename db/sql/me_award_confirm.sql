-- lane: write
-- outcomes: ok, award_not_found, award_not_on_its_way
SELECT outcome, body
FROM api.me_award_confirm(
    caller_id => :caller_id::uuid,
    award_id => :award_id::uuid,
    request_id => :request_id::uuid)
