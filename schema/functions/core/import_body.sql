-- An import as staff see it.
CREATE OR REPLACE FUNCTION core.import_body(shown core.imports) RETURNS json
LANGUAGE sql STABLE
AS $$
    SELECT row_to_json(answer) FROM (
        SELECT shown.id, shown.organisation_id, shown.file_name, shown.state, shown.total_parts,
               (SELECT count(*) FROM core.import_parts AS p WHERE p.import_id = shown.id) AS parts,
               json_build_object(
                   'total', shown.rows_total, 'checked', shown.rows_checked,
                   'new', shown.rows_new, 'changed', shown.rows_changed,
                   'unchanged', shown.rows_unchanged, 'rejected', shown.rows_rejected,
                   'committed', shown.rows_committed) AS progress,
               shown.created_at, shown.started_at, shown.validated_at, shown.finished_at) AS answer
$$;
