-- lane: read
-- outcomes: ok, giveaway_not_found
SELECT outcome, body
FROM api.giveaway_get(giveaway_id => :giveaway_id::uuid)
