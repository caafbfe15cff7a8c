-- What a merchant's report has earned a member, always told in the same words; NULL for an event that is
-- not on record.
CREATE OR REPLACE FUNCTION core.event_earning(rule_id uuid, event_ref text, OUT member_id uuid, OUT body json)
LANGUAGE plpgsql STABLE
AS $$
BEGIN
    SELECT e.member_id, row_to_json(answer) INTO member_id, body
    FROM core.earnings AS e
    JOIN core.members AS m ON m.id = e.member_id
    LEFT JOIN core.pending_points AS p ON p.earning_id = e.id
    CROSS JOIN LATERAL (
        SELECT CASE WHEN p.earning_id IS NULL THEN 'earned' ELSE 'pending' END AS state, e.id, e.rule_id,
               m.member_no::text AS member_no, e.event_ref, e.points, p.matures_at, e.created_at) AS answer
    WHERE e.rule_id = event_earning.rule_id AND e.event_ref = event_earning.event_ref;
END
$$;
