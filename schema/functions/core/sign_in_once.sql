-- Refuses whoever has signed in today. True under the wallets' locks.
CREATE OR REPLACE FUNCTION core.sign_in_once(slips core.earn_slip[])
RETURNS core.earn_slip[]
LANGUAGE plpgsql STABLE
AS $$
DECLARE
    today CONSTANT date := core.local_day(now());
BEGIN
    RETURN ARRAY(
        SELECT ROW(s.ord, s.rule_id, s.member_id, s.organisation_id, s.event_ref, s.request_id,
                   coalesce(s.outcome, CASE WHEN i.member_id IS NOT NULL THEN 'already_signed_in' END),
                   s.earning_id, s.points, s.matures_at)::core.earn_slip
        FROM unnest(slips) AS s
        LEFT JOIN LATERAL (
            SELECT o.member_id FROM core.sign_ins AS o
            WHERE o.member_id = s.member_id AND o.day = today AND s.outcome IS NULL LIMIT 1
        ) AS i ON true
        ORDER BY s.ord);
END
$$;
