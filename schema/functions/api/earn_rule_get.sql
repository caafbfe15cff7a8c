-- One rule of the caller's subtree.
CREATE OR REPLACE FUNCTION api.earn_rule_get(
    caller_id uuid, allowed_roles text[], resource text, rule_id uuid,
    OUT outcome text, OUT body json)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    rule core.earn_rules := core.earn_rule_covered(caller_id, allowed_roles, resource, rule_id);
BEGIN
    outcome := CASE WHEN rule.id IS NULL THEN 'earn_rule_not_found' ELSE 'ok' END;
    body := CASE WHEN rule.id IS NOT NULL THEN core.earn_rule_json(rule) END;
END
$$;
