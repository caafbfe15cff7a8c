-- The imports of one organisation, newest first. The cursor names the last one shown.
CREATE OR REPLACE FUNCTION api.admin_import_list(
    caller_id uuid, allowed_roles text[], resource text, organisation_id uuid, "limit" bigint,
    cursor text, OUT outcome text, OUT body json)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    before_id uuid := core.cursor_before(cursor);
BEGIN
    outcome := CASE
        WHEN before_id IS NULL THEN 'cursor_invalid'
        WHEN NOT core.staff_covers(caller_id, allowed_roles, resource, organisation_id)
            THEN 'organisation_not_found'
        ELSE 'ok' END;
    IF outcome <> 'ok' THEN
        RETURN;
    END IF;
    WITH page AS (
        SELECT i.id, core.import_body(i) AS item, row_number() OVER (ORDER BY i.id DESC) AS ord
        FROM core.imports AS i
        WHERE i.organisation_id = admin_import_list.organisation_id AND i.id < before_id
        ORDER BY i.id DESC LIMIT "limit" + 1
    )
    SELECT row_to_json(answer) INTO body FROM (
        SELECT coalesce(json_agg(p.item ORDER BY p.ord) FILTER (WHERE p.ord <= "limit"), '[]')
                   AS items,
               CASE WHEN count(*) > "limit" THEN core.cursor_encode(json_build_object(
                   'id', max(p.id::text) FILTER (WHERE p.ord = "limit"))) END AS next_cursor
        FROM page AS p) AS answer;
END
$$;
