-- lane: write
-- outcomes: ok, award_not_found, reveal_limit_reached
SELECT outcome, body, delivery_sealed
FROM api.award_delivery_reveal(
    caller_id => :caller_id::uuid,
    allowed_roles => :allowed_roles::text[],
    resource => :resource::text,
    award_id => :award_id::uuid,
    reason => :reason::text,
    request_id => :request_id::uuid)
