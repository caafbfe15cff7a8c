-- lane: write
-- affinity: rule_id
-- outcomes: ok, earn_rule_not_found, live_key_required, member_not_found, event_ref_reused,
--     earn_rule_not_open, earn_cap_reached, earn_rule_exhausted, earn_budget_exhausted
SELECT outcome, body
FROM api.points_event_report(
    caller_id => :caller_id::uuid,
    key_mode => :key_mode::text,
    rule_id => :rule_id::uuid,
    member_no => :member_no::text,
    event_ref => :event_ref::text,
    dry_run => :dry_run::boolean,
    request_id => :request_id::uuid)
