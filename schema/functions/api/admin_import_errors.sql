-- What is wrong with the rows of an import, in the order of the file, for a spreadsheet: a line each
-- of row number, masked name, column, code and whether it is only a warning, with tabs between them. Of
-- the first 10,000 rows that have something.
CREATE OR REPLACE FUNCTION api.admin_import_errors(
    caller_id uuid, allowed_roles text[], resource text, import_id uuid,
    OUT outcome text, OUT body json, OUT problems text)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM core.imports AS i
                   WHERE i.id = admin_import_errors.import_id
                     AND core.staff_covers(caller_id, allowed_roles, resource, i.organisation_id)) THEN
        outcome := 'import_not_found';
        RETURN;
    END IF;
    SELECT string_agg(concat_ws(E'\t', found.row_no, translate(found.real_name_masked, E'\t\n', ''),
                                said.value ->> 'column', said.value ->> 'code', said.kind), E'\n'
                      ORDER BY found.row_no, said.kind, said.nth)
    INTO problems
    FROM (
        SELECT p.lines_before + r.line AS row_no, coalesce(r.real_name_masked, '') AS real_name_masked,
            r.problems, r.warnings
        FROM core.import_rows AS r
        JOIN core.import_parts AS p ON p.import_id = r.import_id AND p.part_no = r.part_no
        WHERE r.import_id = admin_import_errors.import_id AND p.lines_before IS NOT NULL
          AND (r.problems <> '[]' OR r.warnings <> '[]')
        ORDER BY r.part_no, r.line LIMIT 10000
    ) AS found
    CROSS JOIN LATERAL (
        SELECT e.value, e.nth, 'error' AS kind
        FROM jsonb_array_elements(found.problems) WITH ORDINALITY AS e (value, nth)
        UNION ALL
        SELECT w.value, w.nth, 'warning'
        FROM jsonb_array_elements(found.warnings) WITH ORDINALITY AS w (value, nth)
    ) AS said;
    outcome := 'ok';
END
$$;
