-- Applications of the caller's part of the tree: those that wait for an office, due first, or those in
-- one state.
CREATE OR REPLACE FUNCTION api.admin_application_list(
    caller_id uuid, allowed_roles text[], resource text, organisation_id uuid, kind text,
    state text, overdue boolean, "limit" bigint, cursor text, OUT outcome text, OUT body json)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    place jsonb := core.cursor_decode(cursor);
    after_id uuid := core.cursor_uuid(place, 'id');
    after_position bigint := CASE WHEN place ->> 'at' ~ '^-?[0-9]{1,18}$'
                                  THEN (place ->> 'at')::bigint END;
    states text[] := CASE WHEN state IS NULL THEN '{submitted,in_review}' ELSE ARRAY[state] END;
    -- What is open stands above zero, what is decided below.
    first_position bigint := CASE WHEN state IN ('approved', 'rejected', 'withdrawn')
                                  THEN -9223372036854775808 ELSE 0 END;
    page uuid[];
    last_position bigint;
BEGIN
    IF cursor IS NOT NULL AND (after_id IS NULL OR after_position IS NULL) THEN
        outcome := 'cursor_invalid';
        RETURN;
    ELSIF organisation_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM core.staff_reach(caller_id, allowed_roles, resource, organisation_id)) THEN
        outcome := 'organisation_not_found';
        RETURN;
    END IF;
    WITH found AS (
        SELECT DISTINCT p.place, p.id
        FROM core.staff_reach(caller_id, allowed_roles, resource, organisation_id) AS r
        CROSS JOIN LATERAL core.application_page(
            r.root, r.includes_below, states, kind, overdue,
            coalesce(after_position, first_position),
            coalesce(after_id, '00000000-0000-0000-0000-000000000000'), "limit" + 1) AS p
        ORDER BY p.place, p.id LIMIT "limit" + 1
    )
    SELECT array_agg(f.id ORDER BY f.place, f.id),
           (array_agg(f.place ORDER BY f.place, f.id))["limit"]
    INTO page, last_position
    FROM found AS f;
    SELECT row_to_json(answer) INTO body FROM (
        SELECT coalesce(json_agg(b.body ORDER BY b.nth), '[]') AS items,
               CASE WHEN cardinality(page) > "limit" THEN core.cursor_encode(json_build_object(
                   'at', last_position, 'id', page["limit"])) END AS next_cursor
        FROM core.application_bodies(page[:"limit"], true) AS b) AS answer;
    outcome := 'ok';
END
$$;
