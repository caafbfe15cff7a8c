-- I5, counts: issued = stock - remaining, tickets without gaps, nobody over the limit, rules as
-- published, and draws only while the lottery was open.
CREATE OR REPLACE FUNCTION core.lottery_count_violations()
RETURNS TABLE (rule text, detail text)
LANGUAGE sql STABLE
AS $$
    SELECT 'prize', format('prize %s: stock %s, remaining %s, issued %s', p.id, p.stock,
        p.remaining, coalesce(d.issued, 0))
    FROM core.prizes AS p
    LEFT JOIN (
        SELECT o.prize_id, count(*) AS issued
        FROM (SELECT prize_id FROM core.draws UNION ALL SELECT prize_id FROM core.raffle_entries) AS o
        GROUP BY 1
    ) AS d ON d.prize_id = p.id
    WHERE p.stock - p.remaining <> coalesce(d.issued, 0) OR p.remaining NOT BETWEEN 0 AND p.stock
    UNION ALL
    SELECT 'tickets', format('lottery %s: counter %s, draws %s, last ticket %s',
        coalesce(c.lottery_id, d.lottery_id), c.tickets, d.draws, d.last)
    FROM core.lottery_counters AS c
    FULL JOIN (
        SELECT o.lottery_id, count(*) AS draws, max(o.ticket) AS last
        FROM core.draws AS o GROUP BY 1
    ) AS d ON d.lottery_id = c.lottery_id
    WHERE (c.tickets, c.tickets) IS DISTINCT FROM (coalesce(d.draws, 0), coalesce(d.last, 0))
    UNION ALL
    SELECT 'limit', format('lottery %s, member %s: counted %s, drew %s of %s', c.lottery_id,
        c.member_id, c.draws, d.draws, l.draws_per_member)
    FROM core.draw_counts AS c
    JOIN core.lotteries AS l ON l.id = c.lottery_id
    LEFT JOIN (
        SELECT o.lottery_id, o.member_id, count(*) AS draws
        FROM (SELECT lottery_id, member_id FROM core.draws
              UNION ALL
              SELECT lottery_id, member_id FROM core.raffle_entries) AS o
        GROUP BY 1, 2
    ) AS d ON d.lottery_id = c.lottery_id AND d.member_id = c.member_id
    WHERE c.draws IS DISTINCT FROM d.draws OR c.draws > l.draws_per_member
    UNION ALL
    SELECT 'rules', format('lottery %s', l.id)
    FROM core.lotteries AS l
    WHERE l.published_at IS NOT NULL AND (l.commitment <> sha256(l.seed)
        OR l.rules_hash <> sha256(convert_to(l.rules, 'UTF8'))
        OR NOT core.lottery_rules(l.id)::jsonb @> l.rules::jsonb)
    UNION ALL
    SELECT 'time', format('draw %s', d.id)
    FROM core.draws AS d
    JOIN core.lotteries AS l ON l.id = d.lottery_id
    WHERE d.created_at < l.opens_at OR d.created_at >= l.closes_at
        OR l.published_at IS NULL OR l.kind <> 'instant'
$$;
