-- lane: read
-- outcomes: ok, earn_rule_not_found
SELECT outcome, body
FROM api.earn_rule_get(
    caller_id => :caller_id::uuid,
    allowed_roles => :allowed_roles::text[],
    resource => :resource::text,
    rule_id => :rule_id::uuid)
