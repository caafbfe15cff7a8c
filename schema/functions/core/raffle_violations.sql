-- I5, raffles: entries were paid for once and counted, and the winners are those whom the seed makes.
CREATE OR REPLACE FUNCTION core.raffle_violations()
RETURNS TABLE (rule text, detail text)
LANGUAGE sql STABLE
AS $$
    SELECT 'entry', format('entry %s costs %s, journal %s moved %s', e.id, e.cost_points, j.journal_id, j.delta)
    FROM core.raffle_entries AS e
    FULL JOIN (
        SELECT o.id AS journal_id, o.reference_id, m.member_id, m.delta
        FROM core.journals AS o
        LEFT JOIN core.entries AS m ON m.journal_id = o.id AND m.account = 'available'
        WHERE o.kind = 'lottery_entry'
    ) AS j ON j.reference_id = e.id
    WHERE e.id IS NULL OR (e.cost_points = 0) <> (j.journal_id IS NULL)
        OR (j.journal_id IS NOT NULL
            AND (j.delta, j.member_id) IS DISTINCT FROM (-e.cost_points, e.member_id))
    UNION ALL
    SELECT 'winner', format('entry %s: rank %s, prize %s; computed %s, %s', coalesce(e.id, w.entry_id), e.rank,
        e.prize_id, w.rank, w.prize_id)
    FROM (SELECT o.* FROM core.raffle_entries AS o WHERE o.rank IS NOT NULL) AS e
    FULL JOIN (
        SELECT r.* FROM core.lotteries AS l CROSS JOIN LATERAL core.raffle_winners(l, l.seed) AS r
        WHERE l.kind = 'raffle' AND l.revealed_at IS NOT NULL
    ) AS w ON w.entry_id = e.id
    WHERE (e.rank, e.prize_id) IS DISTINCT FROM (w.rank, w.prize_id)
    UNION ALL
    SELECT 'entry time', format('entry %s', e.id)
    FROM core.raffle_entries AS e
    JOIN core.lotteries AS l ON l.id = e.lottery_id
    WHERE e.created_at < l.opens_at OR e.created_at >= l.closes_at OR l.kind <> 'raffle'
        OR (e.rank IS NOT NULL AND l.revealed_at IS NULL)
$$;
