-- How many organisations of each level and members of each status a subtree has. Reads all of it:
-- for the slow lane.
CREATE OR REPLACE FUNCTION api.organisation_summary(
    caller_id uuid, allowed_roles text[], resource text, organisation_id uuid,
    OUT outcome text, OUT body json)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
BEGIN
    IF NOT core.staff_covers(caller_id, allowed_roles, resource, organisation_id) THEN
        outcome := 'organisation_not_found';
        RETURN;
    END IF;
    WITH inside AS (
        SELECT o.id, o.level, o.status
        FROM core.staff_ranges(caller_id, allowed_roles, resource, organisation_id) AS reach
        JOIN core.organisations AS o ON o.path >= reach.path_from AND o.path < reach.path_until
    ), levels AS (
        SELECT i.level, count(*) AS number FROM inside AS i WHERE i.status = 'active' GROUP BY i.level
    ), statuses AS (
        SELECT m.status, count(*) AS number
        FROM inside AS i
        JOIN core.memberships AS s ON s.organisation_id = i.id AND s.is_primary AND upper_inf(s.span)
        JOIN core.members AS m ON m.person_id = s.person_id
        GROUP BY m.status
    )
    SELECT json_build_object(
        'organisation_id', organisation_id,
        'organisations', (SELECT json_object_agg(l.level, coalesce(counted.number, 0))
                          FROM unnest(ARRAY['national', 'province', 'city', 'district', 'town',
                                            'park', 'industry', 'enterprise']) AS l (level)
                          LEFT JOIN levels AS counted ON counted.level = l.level),
        'members', (SELECT json_object_agg(w.status, coalesce(counted.number, 0))
                    FROM unnest(ARRAY['active', 'suspended']) AS w (status)
                    LEFT JOIN statuses AS counted ON counted.status = w.status))
    INTO body;
    outcome := 'ok';
END
$$;
