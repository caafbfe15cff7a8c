-- The caps of a rule, in points; null: no limit.
CREATE OR REPLACE FUNCTION core.earn_caps_json(rule core.earn_rules) RETURNS json
LANGUAGE sql IMMUTABLE
AS $$
    SELECT json_build_object('per_day', rule.day_cap, 'per_month', rule.month_cap,
                             'per_member', rule.member_cap, 'total', rule.total_cap)
$$;
