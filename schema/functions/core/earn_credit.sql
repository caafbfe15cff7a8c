-- Gives the points of what was earned: to be spent at once, or to wait.
CREATE OR REPLACE FUNCTION core.earn_credit(slips core.earn_slip[])
RETURNS void
LANGUAGE plpgsql
AS $$
BEGIN
    PERFORM core.points_credit(array_agg(s.member_id), array_agg(s.points), 'earn',
                               array_agg(s.earning_id), array_agg(core.earn_lot_expiry(r, now())))
    FROM unnest(slips) AS s
    JOIN core.earn_rules AS r ON r.id = s.rule_id
    WHERE s.earning_id IS NOT NULL AND s.matures_at IS NULL
    HAVING count(*) > 0;
    IF EXISTS (SELECT FROM unnest(slips) AS s WHERE s.matures_at IS NOT NULL) THEN
        INSERT INTO core.pending_points (earning_id, member_id, points, matures_at)
        SELECT s.earning_id, s.member_id, s.points, s.matures_at FROM unnest(slips) AS s
        WHERE s.matures_at IS NOT NULL;
        PERFORM core.points_pend(array_agg(s.member_id), array_agg(s.points), 'earn_pending',
                                 array_agg(s.earning_id))
        FROM unnest(slips) AS s WHERE s.matures_at IS NOT NULL;
    END IF;
END
$$;
