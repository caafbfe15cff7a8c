-- lane: read
-- outcomes: ok, giveaway_not_found
SELECT outcome, body
FROM api.admin_giveaway_get(
    caller_id => :caller_id::uuid,
    allowed_roles => :allowed_roles::text[],
    resource => :resource::text,
    giveaway_id => :giveaway_id::uuid)
