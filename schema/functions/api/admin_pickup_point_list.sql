-- The pick-up points of the caller's subtree, or of part of it, newest first; closed ones too.
CREATE OR REPLACE FUNCTION api.admin_pickup_point_list(
    caller_id uuid, allowed_roles text[], resource text, organisation_id uuid, "limit" bigint,
    cursor text, OUT outcome text, OUT body json)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    before_id uuid := core.cursor_before(cursor);
    page core.pickup_points[];
BEGIN
    outcome := CASE
        WHEN before_id IS NULL THEN 'cursor_invalid'
        WHEN organisation_id IS NOT NULL AND NOT core.staff_covers(
            caller_id, allowed_roles, resource, organisation_id) THEN 'organisation_not_found'
        ELSE 'ok' END;
    IF outcome <> 'ok' THEN
        RETURN;
    END IF;
    page := ARRAY(
        SELECT p FROM core.pickup_points AS p
        JOIN core.organisations AS o ON o.id = p.organisation_id
        WHERE p.id < before_id
            AND EXISTS (SELECT FROM core.staff_ranges(caller_id, allowed_roles, resource,
                                                      admin_pickup_point_list.organisation_id) AS r
                        WHERE o.path >= r.path_from AND o.path < r.path_until)
        ORDER BY p.id DESC LIMIT "limit" + 1);
    SELECT row_to_json(answer) INTO body FROM (
        SELECT coalesce(json_agg(core.pickup_point_case_json(p) ORDER BY p.id DESC), '[]') AS items,
               CASE WHEN cardinality(page) > "limit" THEN core.cursor_encode(json_build_object(
                   'id', (page["limit"]).id)) END AS next_cursor
        FROM unnest(page[:"limit"]) AS p) AS answer;
END
$$;
