-- lane: write
-- outcomes: ok, role_forbidden, holiday_misfit
SELECT outcome, body
FROM api.holiday_year_put(
    caller_id => :caller_id::uuid,
    allowed_roles => :allowed_roles::text[],
    resource => :resource::text,
    year => :year::bigint,
    days => :days::jsonb,
    request_id => :request_id::uuid)
