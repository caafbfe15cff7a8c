-- lane: slow
-- outcomes: ok, organisation_not_found
SELECT outcome, body
FROM api.points_expiry_forecast(
    caller_id => :caller_id::uuid,
    allowed_roles => :allowed_roles::text[],
    resource => :resource::text,
    organisation_id => :organisation_id::uuid,
    months => :months::bigint)
