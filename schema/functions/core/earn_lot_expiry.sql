-- When the lot expires that begins at a moment under a rule: at the end of its last day in
-- Asia/Shanghai, and no later than the rule lets any live.
CREATE OR REPLACE FUNCTION core.earn_lot_expiry(rule core.earn_rules, begins_at timestamptz)
RETURNS timestamptz
LANGUAGE sql IMMUTABLE
AS $$
    SELECT least(
        (core.local_day(begins_at) + rule.lot_days + 1)::timestamp AT TIME ZONE 'Asia/Shanghai',
        rule.lots_expire_at)
$$;
