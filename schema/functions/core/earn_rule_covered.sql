-- A rule that one of the staff covers; NULLs for any other, which does not exist for them.
CREATE OR REPLACE FUNCTION core.earn_rule_covered(
    admin_id uuid, allowed_roles text[], resource text, rule_id uuid)
RETURNS core.earn_rules
LANGUAGE sql STABLE
AS $$
    SELECT r FROM core.earn_rules AS r
    WHERE r.id = earn_rule_covered.rule_id AND core.staff_covers(
        earn_rule_covered.admin_id, earn_rule_covered.allowed_roles, earn_rule_covered.resource,
        r.organisation_id)
$$;
