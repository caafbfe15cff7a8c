-- What the members of a subtree, or of all that the caller's offices cover, will lose month by month
-- if they spend nothing more, beginning with what is left of this month.
CREATE OR REPLACE FUNCTION api.points_expiry_forecast(
    caller_id uuid, allowed_roles text[], resource text, organisation_id uuid, months bigint,
    OUT outcome text, OUT body json)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    first_month CONSTANT timestamptz := date_trunc('month', now());
BEGIN
    IF organisation_id IS NOT NULL AND NOT core.staff_covers(
            caller_id, allowed_roles, resource, organisation_id) THEN
        outcome := 'organisation_not_found';
        RETURN;
    END IF;
    WITH expiring AS (
        SELECT l.member_id, date_trunc('month', l.expires_at) AS month, sum(l.remaining) AS points
        FROM core.staff_ranges(caller_id, allowed_roles, resource,
                               points_expiry_forecast.organisation_id) AS r
        JOIN core.organisations AS o ON o.path >= r.path_from AND o.path < r.path_until
        JOIN core.memberships AS s ON s.organisation_id = o.id AND s.is_primary
            AND upper_inf(s.span)
        JOIN core.members AS m ON m.person_id = s.person_id
        JOIN core.lots AS l ON l.member_id = m.id AND l.remaining > 0 AND l.expires_at > now()
            AND l.expires_at < first_month + make_interval(months => months::integer)
        GROUP BY 1, 2
    ), months AS (
        SELECT to_char(start, 'YYYY-MM') AS month,
            coalesce(sum(e.points), 0)::bigint AS points, count(e.member_id) AS members
        FROM generate_series(first_month, first_month + make_interval(months => months::integer - 1),
                             interval '1 month') AS start
        LEFT JOIN expiring AS e ON e.month = start
        GROUP BY start
    )
    SELECT row_to_json(answer) INTO body FROM (
        SELECT points_expiry_forecast.organisation_id,
               (SELECT json_agg(row_to_json(f) ORDER BY f.month) FROM months AS f) AS months) AS answer;
    outcome := 'ok';
END
$$;
