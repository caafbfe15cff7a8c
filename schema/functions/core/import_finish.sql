-- What comes when the commit has reached the end of the file: once more from its begin if rows were left
-- that somebody had made impossible just then; else the import is committed. The caller has locked it.
CREATE OR REPLACE FUNCTION core.import_finish(import_id uuid) RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    work core.imports;
BEGIN
    UPDATE core.imports AS i
    SET at_part = 0, at_line = 0, state = done.state,
        finished_at = CASE WHEN done.state = 'committed' THEN clock_timestamp() END
    FROM (SELECT CASE WHEN o.rows_committed = o.rows_new + o.rows_changed THEN 'committed'
                      ELSE 'committing' END AS state
          FROM core.imports AS o WHERE o.id = import_finish.import_id) AS done
    WHERE i.id = import_finish.import_id
    RETURNING i.* INTO work;
    IF work.state = 'committed' THEN
        PERFORM core.audit_write('system', NULL, 'import_rows_commit', work.organisation_id, 'import',
                                 import_id, '{"state": ["committing", "committed"]}', NULL, NULL);
    END IF;
END
$$;
