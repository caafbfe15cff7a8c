-- The rules document of a lottery, whose SHA-256 is published as rules_hash: compact JSON (no
-- white space, keys in this order, UTF-8, only what JSON must escape is escaped), times in UTC to
-- the second. Everything in it is in the answer of lottery_get too, so anyone can write it again.
CREATE OR REPLACE FUNCTION core.lottery_rules(lottery_id uuid)
RETURNS text
LANGUAGE sql STABLE
AS $$
    SELECT row_to_json(rules)::text
    FROM (
        SELECT l.id, l.title, l.kind, l.description, l.cost_points,
            to_char(l.opens_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS opens_at,
            to_char(l.closes_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS closes_at,
            l.draws_per_member,
            array_to_json(ARRAY(
                SELECT row_to_json(prize)
                FROM (SELECT p.id, p.name, p.weight, p.stock, p.value_fen
                      FROM core.prizes AS p WHERE p.lottery_id = l.id
                      ORDER BY p.position) AS prize)) AS prizes,
            l.blank_weight,
            encode(l.commitment, 'hex') AS commitment
        FROM core.lotteries AS l WHERE l.id = lottery_rules.lottery_id
    ) AS rules
$$;
