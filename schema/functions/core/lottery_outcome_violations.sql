-- I5, fairness: every ticket won what the published rule says, and none was given out after the
-- last prize had gone.
CREATE OR REPLACE FUNCTION core.lottery_outcome_violations()
RETURNS TABLE (rule text, detail text)
LANGUAGE sql STABLE
AS $$
    WITH computed AS MATERIALIZED (
        SELECT d.id, d.lottery_id, d.ticket, d.number AS stored_number,
            d.prize_id AS stored_prize_id, core.draw_number(
                l.seed, l.id::text, d.client_nonce, d.ticket, l.total_weight)::bigint AS number
        FROM core.draws AS d
        JOIN core.lotteries AS l ON l.id = d.lottery_id
    ), due AS (
        SELECT c.*, CASE WHEN p.stock >= row_number() OVER (PARTITION BY p.id ORDER BY c.ticket)
            THEN p.id END AS prize_id
        FROM computed AS c
        LEFT JOIN core.prizes AS p ON p.lottery_id = c.lottery_id
            AND c.number >= p.first_number AND c.number < p.first_number + p.weight
    ), counted AS (
        SELECT d.*, count(d.prize_id) OVER (PARTITION BY d.lottery_id ORDER BY d.ticket
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS issued_before,
            (SELECT sum(p.stock) FROM core.prizes AS p WHERE p.lottery_id = d.lottery_id) AS stock
        FROM due AS d
    )
    SELECT 'outcome', format('draw %s, ticket %s: %s and prize %s, computed %s and %s', c.id,
        c.ticket, c.stored_number, c.stored_prize_id, c.number, c.prize_id)
    FROM counted AS c
    WHERE (c.stored_number, c.stored_prize_id) IS DISTINCT FROM (c.number, c.prize_id)
    UNION ALL
    SELECT 'sold out', format('draw %s, ticket %s came after the last prize', c.id, c.ticket)
    FROM counted AS c
    WHERE c.issued_before >= c.stock
$$;
