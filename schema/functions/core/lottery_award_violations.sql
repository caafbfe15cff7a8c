-- I5, awards: whoever won has exactly one award for it, nobody has one for nothing, and the journal of
-- stock tells of each that was forfeited or given anew.
CREATE OR REPLACE FUNCTION core.lottery_award_violations()
RETURNS TABLE (rule text, detail text)
LANGUAGE sql STABLE
AS $$
    WITH won AS MATERIALIZED (
        SELECT d.id, d.lottery_id, d.member_id, d.prize_id FROM core.draws AS d WHERE d.prize_id IS NOT NULL
        UNION ALL
        SELECT e.id, e.lottery_id, e.member_id, e.prize_id FROM core.raffle_entries AS e
        WHERE e.prize_id IS NOT NULL
        UNION ALL
        SELECT w.id, w.activity_id, w.member_id, w.prize_id FROM core.awards AS w
        JOIN core.lotteries AS l ON l.id = w.activity_id
        WHERE w.state = 'forfeited' AND EXISTS (SELECT FROM core.awards AS again WHERE again.source_id = w.id)
    )
    SELECT 'award', format('%s won by %s: prize %s, award %s of %s: prize %s', w.id, w.member_id, w.prize_id,
        a.id, a.member_id, a.prize_id)
    FROM won AS w
    FULL JOIN (SELECT o.* FROM core.awards AS o JOIN core.lotteries AS l ON l.id = o.activity_id) AS a
        ON a.source_id = w.id
    WHERE (a.activity_id, a.member_id, a.prize_id)
        IS DISTINCT FROM (w.lottery_id, w.member_id, w.prize_id)
    UNION ALL
    SELECT 'stock journal', format('award %s is %s, moved %s', a.id, a.state, m.kind)
    FROM core.awards AS a
    FULL JOIN (SELECT o.* FROM core.prize_movements AS o WHERE o.kind = 'forfeited') AS m
        ON m.award_id = a.id
    WHERE (a.state = 'forfeited') <> (m.award_id IS NOT NULL)
    UNION ALL
    SELECT 'reissue', format('award %s: given anew as %s, journal says %s', coalesce(again.source_id, m.award_id),
        again.id, m.kind)
    FROM (SELECT o.id, o.source_id FROM core.awards AS o JOIN core.awards AS old ON old.id = o.source_id) AS again
    FULL JOIN (SELECT o.* FROM core.prize_movements AS o WHERE o.kind = 'reissued') AS m
        ON m.award_id = again.source_id
    WHERE again.id IS NULL OR m.award_id IS NULL
$$;
