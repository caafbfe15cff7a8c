-- A published giveaway as everybody may see it.
CREATE OR REPLACE FUNCTION core.giveaway_json(giveaway core.giveaways) RETURNS json
LANGUAGE sql STABLE
AS $$
    SELECT row_to_json(shown) FROM (
        SELECT giveaway.id, giveaway.title, giveaway.produce, giveaway.description, giveaway.mode,
            (SELECT core.organisation_label(o) FROM core.organisations AS o
             WHERE o.id = giveaway.organisation_id) AS organisation,
            giveaway.opens_at, core.giveaway_ends_at(giveaway) AS closes_at,
            core.lottery_status(giveaway.opens_at, core.giveaway_ends_at(giveaway)) AS status,
            giveaway.shares, core.giveaway_left(giveaway) AS remaining, giveaway.per_member,
            giveaway.value_fen, giveaway.repools_at,
            array_to_json(ARRAY(
                SELECT row_to_json(quota)
                FROM (SELECT core.organisation_label(o) AS organisation, q.shares,
                             CASE WHEN giveaway.mode <> 'lot' THEN q.shares - q.claimed END AS remaining
                      FROM core.giveaway_quotas AS q
                      JOIN core.organisations AS o ON o.id = q.organisation_id
                      WHERE q.giveaway_id = giveaway.id ORDER BY q.organisation_id) AS quota)) AS quotas,
            core.activity_audience(a) AS audience, a.claim_days, a.delivers,
            array_to_json(ARRAY(
                SELECT row_to_json(point)
                FROM (SELECT p.id, p.name, p.address, p.hours FROM core.pickup_points AS p
                      WHERE p.id = ANY (a.pickup_point_ids) ORDER BY p.id) AS point)) AS pickup_points,
            a.contact, giveaway.rules, encode(giveaway.rules_hash, 'hex') AS rules_hash
        FROM core.activities AS a WHERE a.id = giveaway.id
    ) AS shown
$$;
