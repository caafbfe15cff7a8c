-- Last step of api.me_sign_in: the day of each who earned, how many they are in a row, and a row in the
-- audit.
CREATE OR REPLACE FUNCTION core.sign_in_record(slips core.earn_slip[])
RETURNS void
LANGUAGE plpgsql
AS $$
DECLARE
    today CONSTANT date := core.local_day(now());
BEGIN
    INSERT INTO core.sign_ins (member_id, day, streak, earning_id)
    SELECT s.member_id, today, coalesce(earlier.streak, 0) + 1, s.earning_id
    FROM unnest(slips) AS s
    LEFT JOIN LATERAL (
        SELECT i.streak FROM core.sign_ins AS i
        WHERE i.member_id = s.member_id AND i.day = today - 1 LIMIT 1
    ) AS earlier ON true
    WHERE s.earning_id IS NOT NULL;
    PERFORM core.audit_write_many(
        'member', array_agg(s.member_id), 'me_sign_in', array_agg(s.organisation_id), 'earning',
        array_agg(s.earning_id),
        array_agg(jsonb_build_object('rule_id', s.rule_id, 'points', s.points)), NULL,
        array_agg(s.request_id))
    FROM unnest(slips) AS s
    WHERE s.earning_id IS NOT NULL
    HAVING count(*) > 0;
END
$$;
