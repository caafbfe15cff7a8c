-- The rules document of a giveaway as it is published: compact JSON, times in UTC to the second.
CREATE OR REPLACE FUNCTION core.giveaway_rules(giveaway_id uuid)
RETURNS text
LANGUAGE sql STABLE
AS $$
    SELECT row_to_json(rules)::text
    FROM (
        SELECT g.id, g.title, g.produce, g.description, g.mode, g.shares, g.per_member, g.value_fen,
            to_char(g.opens_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS opens_at,
            to_char(g.closes_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS closes_at,
            to_char(g.repools_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS repools_at,
            array_to_json(ARRAY(
                SELECT row_to_json(quota)
                FROM (SELECT q.organisation_id, q.shares FROM core.giveaway_quotas AS q
                      WHERE q.giveaway_id = g.id ORDER BY q.organisation_id) AS quota)) AS quotas,
            a.organisation_id AS organiser_id, a.audience_id, a.tenure_days, a.winner_rest_days,
            a.claim_days, a.delivers, array_to_json(a.pickup_point_ids) AS pickup_point_ids, a.contact
        FROM core.giveaways AS g
        JOIN core.activities AS a ON a.id = g.id
        WHERE g.id = giveaway_rules.giveaway_id
    ) AS rules
$$;
