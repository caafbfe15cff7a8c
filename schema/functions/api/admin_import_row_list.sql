-- Rows of an import in the order of the file, of one state or of all. The cursor holds the place of
-- the last row shown. Before the parts are all there (admin_import_validate) rows have no numbers.
CREATE OR REPLACE FUNCTION api.admin_import_row_list(
    caller_id uuid, allowed_roles text[], resource text, import_id uuid, state text, "limit" bigint,
    cursor text, OUT outcome text, OUT body json)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    place jsonb := core.cursor_decode(cursor);
    after_part bigint := CASE WHEN cursor IS NULL THEN 0 ELSE core.cursor_bigint(place, 'part') END;
    after_line bigint := CASE WHEN cursor IS NULL THEN 0 ELSE core.cursor_bigint(place, 'line') END;
BEGIN
    outcome := CASE
        WHEN num_nulls(after_part, after_line) > 0 THEN 'cursor_invalid'
        WHEN NOT EXISTS (
            SELECT FROM core.imports AS i
            WHERE i.id = admin_import_row_list.import_id
              AND core.staff_covers(caller_id, allowed_roles, resource, i.organisation_id))
            THEN 'import_not_found'
        ELSE 'ok' END;
    IF outcome <> 'ok' THEN
        RETURN;
    END IF;
    WITH page AS (
        SELECT r.part_no, r.line, core.import_row_body(r, p.lines_before) AS item,
            row_number() OVER (ORDER BY r.part_no, r.line) AS ord
        FROM core.import_rows AS r
        JOIN core.import_parts AS p ON p.import_id = r.import_id AND p.part_no = r.part_no
        WHERE r.import_id = admin_import_row_list.import_id
          AND (admin_import_row_list.state IS NULL OR r.state = admin_import_row_list.state)
          AND (r.part_no, r.line) > (after_part, after_line) AND p.lines_before IS NOT NULL
        ORDER BY r.part_no, r.line
        LIMIT "limit" + 1
    )
    SELECT row_to_json(answer) INTO body FROM (
        SELECT coalesce(json_agg(p.item ORDER BY p.ord) FILTER (WHERE p.ord <= "limit"), '[]')
                   AS items,
               CASE WHEN count(*) > "limit" THEN core.cursor_encode(json_build_object(
                   'part', max(p.part_no) FILTER (WHERE p.ord = "limit"),
                   'line', max(p.line) FILTER (WHERE p.ord = "limit"))) END AS next_cursor
        FROM page AS p) AS answer;
END
$$;
