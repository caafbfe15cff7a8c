-- Whether a rule ends after it begins, and its caps let everybody earn at least once.
CREATE OR REPLACE FUNCTION core.earn_rule_spans(rule core.earn_rules) RETURNS boolean
LANGUAGE sql IMMUTABLE
AS $$
    SELECT coalesce(rule.closes_at > rule.opens_at, true)
        AND coalesce(least(rule.day_cap, rule.month_cap, rule.member_cap, rule.total_cap)
                     >= rule.points, true)
$$;
