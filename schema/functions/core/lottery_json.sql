-- A published lottery as everybody may see it: the prizes, the odds, and what is needed to check it. The
-- seed only since it was revealed.
CREATE OR REPLACE FUNCTION core.lottery_json(lottery core.lotteries) RETURNS json
LANGUAGE sql STABLE
AS $$
    SELECT row_to_json(shown) FROM (
        SELECT lottery.id, lottery.title, lottery.kind, lottery.description, lottery.cost_points,
            lottery.opens_at, lottery.closes_at, core.lottery_stage(lottery) AS status,
            lottery.draws_per_member, lottery.draws_per_day,
            array_to_json(ARRAY(
                SELECT row_to_json(prize)
                FROM (SELECT p.id, p.name, p.weight, p.stock, p.remaining, p.value_fen, p.unlock_after
                      FROM core.prizes AS p WHERE p.lottery_id = lottery.id
                      ORDER BY p.position) AS prize)) AS prizes,
            lottery.blank_weight, lottery.fallback_prize_id,
            CASE WHEN lottery.guarantee_after IS NOT NULL THEN json_build_object(
                'after', lottery.guarantee_after, 'prize_id', lottery.guarantee_prize_id)
                END AS guarantee,
            array_to_json(ARRAY(
                SELECT row_to_json(quota)
                FROM (SELECT core.organisation_label(o) AS organisation, q.seats
                      FROM core.lottery_quotas AS q
                      JOIN core.organisations AS o ON o.id = q.organisation_id
                      WHERE q.lottery_id = lottery.id ORDER BY q.organisation_id) AS quota)) AS quotas,
            a.contact, a.claim_days, a.delivers, core.activity_audience(a) AS audience,
            lottery.public_source, lottery.public_value,
            encode(lottery.commitment, 'hex') AS commitment, lottery.rules,
            encode(lottery.rules_hash, 'hex') AS rules_hash,
            encode(lottery.entrants_hash, 'hex') AS entrants_hash,
            CASE WHEN lottery.revealed_at IS NOT NULL THEN encode(lottery.seed, 'hex') END AS seed,
            lottery.revealed_at
        FROM core.activities AS a WHERE a.id = lottery.id
    ) AS shown
$$;
