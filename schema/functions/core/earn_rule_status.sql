-- paused, upcoming, open or closed at this transaction's time. Closed, too, is what would give points
-- that have expired before they may be spent.
CREATE OR REPLACE FUNCTION core.earn_rule_status(rule core.earn_rules) RETURNS text
LANGUAGE sql STABLE
AS $$
    SELECT CASE WHEN now() >= rule.closes_at
                    OR rule.lots_expire_at <= now() + rule.pending_days * interval '1 day' THEN 'closed'
                WHEN rule.is_paused THEN 'paused'
                WHEN now() < rule.opens_at THEN 'upcoming'
                ELSE 'open' END
$$;
