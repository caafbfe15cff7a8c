-- What those who have signed in are told, after their points have come.
CREATE OR REPLACE FUNCTION core.sign_in_bodies(slips core.earn_slip[])
RETURNS TABLE (ord bigint, body json)
LANGUAGE plpgsql STABLE ROWS 32
AS $$
BEGIN
    RETURN QUERY
    SELECT s.ord, row_to_json(answer)
    FROM unnest(slips) AS s
    JOIN core.sign_ins AS i ON i.member_id = s.member_id AND i.day = core.local_day(now())
    JOIN core.wallets AS w ON w.member_id = s.member_id
    JOIN core.earn_rules AS r ON r.id = s.rule_id
    CROSS JOIN LATERAL (
        SELECT s.earning_id AS id, i.day, i.streak, s.points,
               CASE WHEN s.matures_at IS NULL THEN 'earned' ELSE 'pending' END AS state, s.matures_at,
               core.earn_lot_expiry(r, coalesce(s.matures_at, now())) AS expires_at,
               w.available AS balance, now() AS created_at
    ) AS answer
    WHERE s.earning_id IS NOT NULL;
END
$$;
