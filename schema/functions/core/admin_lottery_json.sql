-- A lottery as staff see it: rules, state and way, before it is published too.
CREATE OR REPLACE FUNCTION core.admin_lottery_json(lottery core.lotteries) RETURNS json
LANGUAGE sql STABLE
AS $$
    SELECT row_to_json(shown) FROM (
        SELECT lottery.id, (SELECT core.organisation_label(o) FROM core.organisations AS o
                            WHERE o.id = a.organisation_id) AS organisation,
            CASE WHEN a.state IN ('draft', 'review') THEN a.state ELSE core.lottery_stage(lottery) END AS state,
            lottery.title, lottery.kind, lottery.description, lottery.cost_points, lottery.opens_at,
            lottery.closes_at, lottery.draws_per_member, lottery.draws_per_day, lottery.blank_weight,
            array_to_json(ARRAY(
                SELECT row_to_json(prize)
                FROM (SELECT p.id, p.name, p.weight, p.stock, p.remaining, p.value_fen, p.unlock_after
                      FROM core.prizes AS p WHERE p.lottery_id = lottery.id
                      ORDER BY p.position) AS prize)) AS prizes,
            (SELECT p.position FROM core.prizes AS p WHERE p.id = lottery.fallback_prize_id)
                AS fallback_position,
            (SELECT json_build_object('after', lottery.guarantee_after, 'position', p.position)
             FROM core.prizes AS p WHERE p.id = lottery.guarantee_prize_id) AS guarantee,
            array_to_json(ARRAY(
                SELECT row_to_json(quota)
                FROM (SELECT core.organisation_label(o) AS organisation, q.seats
                      FROM core.lottery_quotas AS q
                      JOIN core.organisations AS o ON o.id = q.organisation_id
                      WHERE q.lottery_id = lottery.id ORDER BY q.organisation_id) AS quota)) AS quotas,
            lottery.public_source, lottery.public_value, core.activity_audience(a) AS audience,
            a.claim_days, a.delivers, array_to_json(a.pickup_point_ids) AS pickup_point_ids, a.contact,
            a.budget_id, (SELECT c.tickets FROM core.lottery_counters AS c WHERE c.lottery_id = lottery.id)
                AS tickets,
            encode(lottery.commitment, 'hex') AS commitment, encode(lottery.rules_hash, 'hex') AS rules_hash,
            core.activity_way(a.id) AS events, a.created_at
        FROM core.activities AS a WHERE a.id = lottery.id
    ) AS shown
$$;
