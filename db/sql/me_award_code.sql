-- lane: write
-- outcomes: ok, award_not_found, award_not_collectable
SELECT outcome, body
FROM api.me_award_code(
    caller_id => :caller_id::uuid,
    award_id => :award_id::uuid,
    code_hash => :code_hash::bytea,
    request_id => :request_id::uuid)
