-- lane: write
-- outcomes: ok, earn_rule_not_found, earn_rule_misfit
SELECT outcome, body
FROM api.earn_rule_update(
    caller_id => :caller_id::uuid,
    allowed_roles => :allowed_roles::text[],
    resource => :resource::text,
    rule_id => :rule_id::uuid,
    title => :title::text,
    description => :description::text,
    caps => :caps::jsonb,
    opens_at => :opens_at::timestamptz,
    closes_at => :closes_at::timestamptz,
    is_paused => :is_paused::boolean,
    reason => :reason::text,
    request_id => :request_id::uuid)
