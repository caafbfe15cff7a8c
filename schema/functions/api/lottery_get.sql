-- A published lottery with its prizes and everything that is needed to check it; the seed only
-- when no ticket can be drawn any more.
CREATE OR REPLACE FUNCTION api.lottery_get(lottery_id uuid, OUT outcome text, OUT body json)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
BEGIN
    SELECT row_to_json(lottery) INTO body
    FROM (
        SELECT l.id, l.title, l.kind, l.description, l.cost_points, l.opens_at, l.closes_at,
            core.lottery_status(l.opens_at, l.closes_at) AS status, l.draws_per_member,
            array_to_json(ARRAY(
                SELECT row_to_json(prize)
                FROM (SELECT p.id, p.name, p.weight, p.stock, p.remaining, p.value_fen
                      FROM core.prizes AS p WHERE p.lottery_id = l.id
                      ORDER BY p.position) AS prize)) AS prizes,
            l.blank_weight, encode(l.commitment, 'hex') AS commitment,
            encode(l.rules_hash, 'hex') AS rules_hash,
            CASE WHEN core.lottery_status(l.opens_at, l.closes_at) = 'closed'
                 THEN encode(l.seed, 'hex') END AS seed
        FROM core.lotteries AS l
        WHERE l.id = lottery_get.lottery_id AND l.published_at IS NOT NULL
    ) AS lottery;
    outcome := CASE WHEN body IS NULL THEN 'lottery_not_found' ELSE 'ok' END;
END
$$;
