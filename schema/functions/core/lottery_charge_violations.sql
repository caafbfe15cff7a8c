-- I5, payment: every draw was paid for exactly once by who drew, and nothing was paid without one.
CREATE OR REPLACE FUNCTION core.lottery_charge_violations()
RETURNS TABLE (rule text, detail text)
LANGUAGE sql STABLE
AS $$
    SELECT 'charge', format('draw %s costs %s, journal %s moved %s', d.id, d.cost_points,
        j.journal_id, j.delta)
    FROM core.draws AS d
    FULL JOIN (
        SELECT o.id AS journal_id, o.reference_id, e.member_id, e.delta
        FROM core.journals AS o
        LEFT JOIN core.entries AS e ON e.journal_id = o.id AND e.account = 'available'
        WHERE o.kind = 'lottery_draw'
    ) AS j ON j.reference_id = d.id
    WHERE d.id IS NULL
        OR (d.cost_points = 0) <> (j.journal_id IS NULL)
        OR (j.journal_id IS NOT NULL
            AND (j.delta, j.member_id) IS DISTINCT FROM (-d.cost_points, d.member_id))
    UNION ALL
    SELECT 'price', format('draw %s cost %s, the rules say %s', d.id, d.cost_points, l.cost_points)
    FROM core.draws AS d
    JOIN core.lotteries AS l ON l.id = d.lottery_id
    WHERE d.cost_points <> l.cost_points
$$;
