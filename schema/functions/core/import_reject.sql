-- Rejects the rows of an import whose slips hold nothing, because what was sealed did not open. The
-- caller has locked the import.
CREATE OR REPLACE FUNCTION core.import_reject(import_id uuid, slips core.import_slip[]) RETURNS void
LANGUAGE sql VOLATILE
AS $$
    WITH lost AS MATERIALIZED (
        SELECT r.id, r.state
        FROM unnest(import_reject.slips) AS a
        JOIN core.import_rows AS r ON r.id = a.row_id AND r.state IN ('new', 'changed')
        WHERE a.phone_sealed IS NULL
    ), rejected AS (
        UPDATE core.import_rows AS r
        SET state = 'rejected', person_sealed = NULL,
            problems = '[{"column": "row", "code": "row_unreadable"}]'
        FROM lost AS l
        WHERE r.id = l.id
    )
    UPDATE core.imports AS i
    SET rows_rejected = i.rows_rejected + (SELECT count(*) FROM lost),
        rows_new = i.rows_new - (SELECT count(*) FROM lost AS l WHERE l.state = 'new'),
        rows_changed = i.rows_changed - (SELECT count(*) FROM lost AS l WHERE l.state = 'changed')
    WHERE i.id = import_reject.import_id AND EXISTS (SELECT FROM lost)
$$;
