-- The rules document of a lottery, whose SHA-256 is published as rules_hash: compact JSON (no white
-- space, UTF-8, only what JSON must escape is escaped), times in UTC to the second. What was published
-- is kept in core.lotteries.rules.
CREATE OR REPLACE FUNCTION core.lottery_rules(lottery_id uuid)
RETURNS text
LANGUAGE sql STABLE
AS $$
    SELECT row_to_json(rules)::text
    FROM (
        SELECT l.id, l.title, l.kind, l.description, l.cost_points,
            to_char(l.opens_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS opens_at,
            to_char(l.closes_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS closes_at,
            l.draws_per_member, l.draws_per_day,
            array_to_json(ARRAY(
                SELECT row_to_json(prize)
                FROM (SELECT p.id, p.name, p.weight, p.stock, p.value_fen, p.unlock_after
                      FROM core.prizes AS p WHERE p.lottery_id = l.id
                      ORDER BY p.position) AS prize)) AS prizes,
            l.blank_weight, l.fallback_prize_id,
            CASE WHEN l.guarantee_after IS NOT NULL THEN json_build_object(
                'after', l.guarantee_after, 'prize_id', l.guarantee_prize_id) END AS guarantee,
            array_to_json(ARRAY(
                SELECT row_to_json(quota)
                FROM (SELECT q.organisation_id, q.seats FROM core.lottery_quotas AS q
                      WHERE q.lottery_id = l.id ORDER BY q.organisation_id) AS quota)) AS quotas,
            l.public_source, a.organisation_id AS organiser_id, a.audience_id, a.tenure_days,
            a.winner_rest_days, a.claim_days, a.delivers,
            array_to_json(a.pickup_point_ids) AS pickup_point_ids, a.contact,
            encode(l.commitment, 'hex') AS commitment
        FROM core.lotteries AS l
        JOIN core.activities AS a ON a.id = l.id
        WHERE l.id = lottery_rules.lottery_id
    ) AS rules
$$;
