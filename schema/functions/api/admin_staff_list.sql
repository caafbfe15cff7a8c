-- The accounts of the staff that the caller's subtree looks after, the newest first. The cursor names
-- the last one shown.
CREATE OR REPLACE FUNCTION api.admin_staff_list(
    caller_id uuid, allowed_roles text[], resource text, "limit" bigint, cursor text,
    OUT outcome text, OUT body json)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    before_id uuid := core.cursor_before(cursor);
    page core.admins[];
BEGIN
    IF before_id IS NULL THEN
        outcome := 'cursor_invalid';
        RETURN;
    END IF;
    page := ARRAY(
        SELECT a FROM core.admins AS a
        WHERE a.id < before_id
            AND core.staff_covers(caller_id, allowed_roles, resource, a.organisation_id)
        ORDER BY a.id DESC
        LIMIT "limit" + 1);
    body := json_build_object(
        'items', (SELECT coalesce(json_agg(core.staff_json(page[nth]) ORDER BY nth), '[]')
                  FROM generate_series(1, least(cardinality(page), "limit")) AS nth),
        'next_cursor', CASE WHEN cardinality(page) > "limit" THEN core.cursor_encode(
            json_build_object('id', (page["limit"]).id)) END);
    outcome := 'ok';
END
$$;
