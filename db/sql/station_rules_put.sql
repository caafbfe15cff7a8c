-- lane: write
-- outcomes: ok, role_forbidden
SELECT outcome, body
FROM api.station_rules_put(
    caller_id => :caller_id::uuid,
    allowed_roles => :allowed_roles::text[],
    resource => :resource::text,
    unconfirmed_after_days => :unconfirmed_after_days::bigint,
    check_within_m => :check_within_m::bigint,
    shut_checks => :shut_checks::bigint,
    checks_a_day => :checks_a_day::bigint,
    visits_a_day => :visits_a_day::bigint,
    tickets_a_day => :tickets_a_day::bigint,
    suggestions_a_month => :suggestions_a_month::bigint,
    acknowledge_hours => :acknowledge_hours::bigint,
    fix_hours => :fix_hours::bigint,
    confirm_hours => :confirm_hours::bigint,
    request_id => :request_id::uuid)
