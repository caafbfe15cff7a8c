-- A giveaway as staff see it: rules, state and way, before it is published too.
CREATE OR REPLACE FUNCTION core.admin_giveaway_json(giveaway core.giveaways) RETURNS json
LANGUAGE sql STABLE
AS $$
    SELECT row_to_json(shown) FROM (
        SELECT giveaway.id, (SELECT core.organisation_label(o) FROM core.organisations AS o
                             WHERE o.id = a.organisation_id) AS organisation,
            CASE WHEN a.state = 'published'
                 THEN core.lottery_status(giveaway.opens_at, core.giveaway_ends_at(giveaway))
                 ELSE a.state END AS state,
            giveaway.title, giveaway.produce, giveaway.description, giveaway.mode, giveaway.shares,
            CASE WHEN giveaway.published_at IS NOT NULL THEN core.giveaway_left(giveaway) END AS remaining,
            giveaway.per_member, giveaway.value_fen, giveaway.opens_at, giveaway.closes_at,
            giveaway.ended_at, giveaway.repools_at,
            array_to_json(ARRAY(
                SELECT row_to_json(quota)
                FROM (SELECT core.organisation_label(o) AS organisation, q.shares,
                             CASE WHEN giveaway.mode <> 'lot' THEN q.shares - q.claimed END AS remaining
                      FROM core.giveaway_quotas AS q
                      JOIN core.organisations AS o ON o.id = q.organisation_id
                      WHERE q.giveaway_id = giveaway.id ORDER BY q.organisation_id) AS quota)) AS quotas,
            core.activity_audience(a) AS audience, a.claim_days, a.delivers,
            array_to_json(a.pickup_point_ids) AS pickup_point_ids, a.contact, a.budget_id,
            encode(giveaway.rules_hash, 'hex') AS rules_hash, core.activity_way(a.id) AS events, a.created_at
        FROM core.activities AS a WHERE a.id = giveaway.id
    ) AS shown
$$;
