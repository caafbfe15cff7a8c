-- I5, fairness: every ticket fell where the seed says, as far as the seed is known here, and won what the
-- published rule says; none was given out after the last prize had gone.
CREATE OR REPLACE FUNCTION core.lottery_outcome_violations()
RETURNS TABLE (rule text, detail text)
LANGUAGE sql STABLE
AS $$
    WITH due AS MATERIALIZED (
        SELECT r.*, d.ticket, d.number, d.prize_id AS stored_id, c.participant AS stored_participant,
            core.draw_number(l.seed, l.id::text, d.client_nonce, d.ticket, l.total_weight)::bigint AS seeded
        FROM core.lotteries AS l
        CROSS JOIN LATERAL core.lottery_replay(l) AS r
        JOIN core.draws AS d ON d.id = r.draw_id
        JOIN core.draw_counts AS c ON c.lottery_id = l.id AND c.member_id = d.member_id
        WHERE l.kind = 'instant' AND l.published_at IS NOT NULL
    )
    SELECT 'outcome', format('draw %s, ticket %s: number %s, prize %s; computed %s, %s', d.draw_id, d.ticket,
        d.number, d.stored_id, d.seeded, d.prize_id)
    FROM due AS d
    WHERE d.stored_id IS DISTINCT FROM d.prize_id OR d.number <> d.seeded
    UNION ALL
    SELECT 'participant', format('draw %s: number %s, computed %s', d.draw_id, d.stored_participant,
        d.participant)
    FROM due AS d WHERE d.stored_participant IS DISTINCT FROM d.participant
    UNION ALL
    SELECT 'sold out', format('draw %s, ticket %s came after the last prize', d.draw_id, d.ticket)
    FROM due AS d WHERE d.pieces_left <= 0
$$;
