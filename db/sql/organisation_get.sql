-- lane: read
-- outcomes: ok, organisation_not_found
SELECT outcome, body
FROM api.organisation_get(organisation_id => :organisation_id::uuid)
