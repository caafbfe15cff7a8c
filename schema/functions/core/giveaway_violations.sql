-- What is wrong in the giveaways; must give no row. Never more shares than there are, as many claims as
-- counted, nobody over the limit, each while it was open, and an award for each.
CREATE OR REPLACE FUNCTION core.giveaway_violations()
RETURNS TABLE (rule text, detail text)
LANGUAGE sql STABLE
SET enable_nestloop = off
AS $$
    SELECT 'shares', format('giveaway %s: %s shares, %s before, counted %s, claims %s', g.id, g.shares,
        g.given_before, c.claimed, d.claims)
    FROM core.giveaways AS g
    FULL JOIN core.giveaway_counters AS c ON c.giveaway_id = g.id
    FULL JOIN (SELECT o.giveaway_id, count(*) AS claims FROM core.giveaway_claims AS o GROUP BY 1) AS d
        ON d.giveaway_id = c.giveaway_id
    WHERE coalesce(c.claimed, 0) <> coalesce(d.claims, 0) OR g.given_before + c.claimed > g.shares
        OR (g.published_at IS NOT NULL AND g.mode = 'first_come') <> (c.giveaway_id IS NOT NULL)
    UNION ALL
    SELECT 'quota', format('giveaway %s, organisation %s: counted %s, claims %s', q.giveaway_id,
        q.organisation_id, q.claimed, d.claims)
    FROM core.giveaway_quotas AS q
    LEFT JOIN (SELECT o.giveaway_id, o.quota_id, count(*) AS claims FROM core.giveaway_claims AS o
               GROUP BY 1, 2) AS d ON d.giveaway_id = q.giveaway_id AND d.quota_id = q.organisation_id
    WHERE q.claimed <> coalesce(d.claims, 0)
    UNION ALL
    SELECT 'limit', format('giveaway %s, member %s: counted %s, claimed %s', n.giveaway_id, n.member_id,
        n.claims, d.claims)
    FROM core.giveaway_counts AS n
    JOIN core.giveaways AS g ON g.id = n.giveaway_id
    LEFT JOIN (SELECT o.giveaway_id, o.member_id, count(*) AS claims FROM core.giveaway_claims AS o
               GROUP BY 1, 2) AS d ON d.giveaway_id = n.giveaway_id AND d.member_id = n.member_id
    WHERE n.claims IS DISTINCT FROM d.claims OR n.claims > g.per_member
    UNION ALL
    SELECT 'time', format('claim %s', d.id)
    FROM core.giveaway_claims AS d
    JOIN core.giveaways AS g ON g.id = d.giveaway_id
    WHERE d.created_at < g.opens_at OR d.created_at >= core.giveaway_ends_at(g)
    UNION ALL
    SELECT 'award', format('claim %s of %s: award %s of %s', d.id, d.member_id, w.id, w.member_id)
    FROM core.giveaway_claims AS d
    FULL JOIN (SELECT o.* FROM core.awards AS o JOIN core.giveaways AS g ON g.id = o.activity_id
               WHERE g.mode = 'first_come' AND NOT EXISTS (SELECT FROM core.awards AS first WHERE first.id = o.source_id)) AS w
        ON w.source_id = d.id
    WHERE (w.activity_id, w.member_id) IS DISTINCT FROM (d.giveaway_id, d.member_id)
    UNION ALL
    SELECT 'rules', format('giveaway %s', g.id)
    FROM core.giveaways AS g
    WHERE g.published_at IS NOT NULL AND (g.rules_hash <> sha256(convert_to(g.rules, 'UTF8'))
        OR NOT core.giveaway_rules(g.id)::jsonb @> g.rules::jsonb)
$$;
