-- lane: read
-- outcomes: ok, membership_required, earn_rule_not_found
SELECT outcome, body
FROM api.quiz_get(caller_id => :caller_id::uuid, rule_id => :rule_id::uuid)
