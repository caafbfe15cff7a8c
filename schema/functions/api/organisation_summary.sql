-- How many organisations of each level and members of each status a subtree has. Reads all of it:
-- for the slow lane.
CREATE OR REPLACE FUNCTION api.organisation_summary(
    caller_id uuid, allowed_roles text[], resource text, organisation_id uuid,
    OUT outcome text, OUT body json)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
SET plan_cache_mode = force_custom_plan
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
    ), counted AS ( -- without a look at every account: few are suspended
        SELECT (SELECT count(*) FROM core.memberships AS s
                WHERE s.is_primary AND upper_inf(s.span)
                  AND s.organisation_id IN (SELECT i.id FROM inside AS i)) AS everybody,
               (SELECT count(*) FROM core.members AS m
                JOIN core.memberships AS s
                    ON s.person_id = m.person_id AND s.is_primary AND upper_inf(s.span)
                WHERE m.status = 'suspended'
                  AND s.organisation_id IN (SELECT i.id FROM inside AS i)) AS suspended
    )
    SELECT json_build_object(
        'organisation_id', organisation_id,
        'organisations', (SELECT json_object_agg(l.level, coalesce(f.number, 0))
                          FROM unnest(ARRAY['national', 'province', 'city', 'district', 'town',
                                            'park', 'industry', 'enterprise']) AS l (level)
                          LEFT JOIN levels AS f ON f.level = l.level),
        'members', json_build_object('active', c.everybody - c.suspended,
                                     'suspended', c.suspended))
    INTO body
    FROM counted AS c;
    outcome := 'ok';
END
$$;
