-- The caller: masked name and phone, the organisation, and what they are to the union: guest (has
-- joined none yet), active, left, or suspended.
CREATE OR REPLACE FUNCTION api.me_get(caller_id uuid, OUT outcome text, OUT body json)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
BEGIN
    SELECT row_to_json(me) INTO body FROM (
        SELECT m.id, m.member_no::text AS member_no, p.real_name_masked AS real_name,
               m.phone_masked AS phone,
               (SELECT row_to_json(part) FROM (
                   SELECT o.id, o.name FROM core.organisations AS o
                   WHERE o.id = s.organisation_id AND upper_inf(s.span)) AS part) AS organisation,
               CASE WHEN m.status = 'suspended' THEN m.status
                    WHEN s.id IS NULL THEN 'guest'
                    WHEN upper_inf(s.span) THEN 'active'
                    ELSE 'left' END AS status,
               lower(s.span) AS joined_at
        FROM core.members AS m
        LEFT JOIN core.people AS p ON p.id = m.person_id
        LEFT JOIN LATERAL (
            SELECT ms.id, ms.organisation_id, ms.span FROM core.memberships AS ms
            WHERE ms.person_id = m.person_id AND ms.is_primary
            ORDER BY lower(ms.span) DESC LIMIT 1) AS s ON true
        WHERE m.id = me_get.caller_id AND m.status <> 'closed') AS me;
    outcome := CASE WHEN body IS NULL THEN 'member_unknown' ELSE 'ok' END;
END
$$;
