-- Refuses whoever has signed in today, and whom no rule lets. True under the wallets' locks.
CREATE OR REPLACE FUNCTION core.sign_in_once(slips core.earn_slip[])
RETURNS core.earn_slip[]
LANGUAGE plpgsql STABLE
AS $$
DECLARE
    today CONSTANT date := core.local_day(now());
BEGIN
    RETURN ARRAY(
        SELECT ROW(s.ord, s.rule_id, s.member_id, s.organisation_id, s.event_ref, s.request_id,
                   coalesce(s.outcome, CASE
                       WHEN EXISTS (SELECT FROM core.sign_ins AS i
                                    WHERE i.member_id = s.member_id AND i.day = today)
                           THEN 'already_signed_in'
                       WHEN s.rule_id IS NULL THEN 'earn_rule_not_open' END),
                   s.earning_id, s.points, s.matures_at)::core.earn_slip
        FROM unnest(slips) AS s ORDER BY s.ord);
END
$$;
