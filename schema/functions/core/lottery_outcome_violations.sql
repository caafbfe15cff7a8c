-- I5, fairness: every ticket fell where the seed says, as far as the seed is known here, and won what the
-- published rule says; none was given out after the last prize had gone.
CREATE OR REPLACE FUNCTION core.lottery_outcome_violations()
RETURNS TABLE (rule text, detail text)
LANGUAGE sql STABLE
AS $$
    WITH due AS MATERIALIZED (
        SELECT r.*, d.ticket, d.number, d.prize_id AS stored_id,
            core.draw_number(l.seed, l.id::text, d.client_nonce, d.ticket, l.total_weight)::bigint AS seeded
        FROM core.lotteries AS l
        CROSS JOIN LATERAL core.lottery_replay(l) AS r
        JOIN core.draws AS d ON d.id = r.draw_id
        WHERE l.kind = 'instant' AND l.published_at IS NOT NULL
    )
    SELECT 'outcome', format('draw %s, ticket %s: number %s, prize %s; computed %s, %s', d.draw_id, d.ticket,
        d.number, d.stored_id, d.seeded, d.prize_id)
    FROM due AS d
    WHERE d.stored_id IS DISTINCT FROM d.prize_id OR d.number <> d.seeded
    UNION ALL
    SELECT 'participant', format('lottery %s, member %s: number %s, came as %s', c.lottery_id, c.member_id,
        c.participant, d.place)
    FROM core.draw_counts AS c
    JOIN core.lotteries AS l ON l.id = c.lottery_id AND l.kind = 'instant'
    LEFT JOIN (
        SELECT o.lottery_id, o.member_id,
            row_number() OVER (PARTITION BY o.lottery_id ORDER BY min(o.ticket)) AS place
        FROM core.draws AS o GROUP BY o.lottery_id, o.member_id
    ) AS d ON d.lottery_id = c.lottery_id AND d.member_id = c.member_id
    WHERE c.participant IS DISTINCT FROM d.place
    UNION ALL
    SELECT 'sold out', format('draw %s, ticket %s came after the last prize', d.draw_id, d.ticket)
    FROM due AS d WHERE d.pieces_left <= 0
$$;
