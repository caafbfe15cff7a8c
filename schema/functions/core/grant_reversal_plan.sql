-- What reversing a grant would take: what of its lot has expired is not asked for, of the rest what the
-- member has available is taken, and they owe the others.
CREATE OR REPLACE FUNCTION core.grant_reversal_plan(
    given core.grants, OUT expired bigint, OUT taken bigint, OUT owed bigint)
LANGUAGE plpgsql STABLE
AS $$
BEGIN
    SELECT lost.points, least(spendable.points, given.points - lost.points),
           given.points - lost.points - least(spendable.points, given.points - lost.points)
    INTO expired, taken, owed
    FROM (
        SELECT coalesce(sum(l.remaining), 0)::bigint AS points FROM core.lots AS l
        WHERE l.member_id = given.member_id AND l.expires_at > now()
    ) AS spendable, (
        SELECT coalesce(sum(CASE WHEN l.expires_at <= now() THEN l.remaining ELSE 0 END + swept.points), 0)
                   ::bigint AS points
        FROM core.journals AS j
        JOIN core.lots AS l ON l.journal_id = j.id AND l.member_id = given.member_id
        CROSS JOIN LATERAL (
            SELECT coalesce(sum(a.points), 0) AS points
            FROM core.journals AS e
            JOIN core.allocations AS a ON a.journal_id = e.id
            WHERE e.reference_id = l.id AND e.kind = 'expiry') AS swept
        WHERE j.kind = 'grant' AND j.reference_id = given.id
    ) AS lost;
END
$$;
