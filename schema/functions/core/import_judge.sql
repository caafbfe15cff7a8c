-- Writes what core.import_verdicts says to rows of one import, which wait for their check or were found
-- new or changed earlier, and keeps the import's counts. What was sealed goes with the last use that
-- it could have. The caller has locked the import. Rows are met by their ids alone: the statistics of a
-- table that has just grown know nothing of an import that has just come.
CREATE OR REPLACE FUNCTION core.import_judge(import_id uuid, row_ids uuid[]) RETURNS void
LANGUAGE plpgsql VOLATILE
SET enable_seqscan = off
SET enable_hashjoin = off
SET enable_mergejoin = off
AS $$
BEGIN
    WITH verdict AS MATERIALIZED (
        SELECT v.* FROM core.import_verdicts(row_ids) AS v
    ), judged AS (
        UPDATE core.import_rows AS r
        SET state = v.state, problems = v.problems, warnings = v.warnings, changes = v.changes,
            person_id = v.person_id, member_id = v.member_id,
            person_sealed = CASE WHEN v.state IN ('new', 'changed') THEN r.person_sealed END
        FROM verdict AS v
        WHERE r.id = v.row_id
          AND (r.state, r.problems, r.warnings, r.changes, r.person_id, r.member_id)
              IS DISTINCT FROM
              (v.state, v.problems, v.warnings, v.changes, v.person_id, v.member_id)
    ), moved AS (
        SELECT count(*) FILTER (WHERE v.earlier = 'pending') AS checked,
            count(*) FILTER (WHERE v.state = 'new')
                - count(*) FILTER (WHERE v.earlier = 'new') AS new,
            count(*) FILTER (WHERE v.state = 'changed')
                - count(*) FILTER (WHERE v.earlier = 'changed') AS changed,
            count(*) FILTER (WHERE v.state = 'unchanged') AS unchanged,
            count(*) FILTER (WHERE v.state = 'rejected') AS rejected
        FROM verdict AS v
    )
    UPDATE core.imports AS i
    SET rows_checked = i.rows_checked + m.checked, rows_new = i.rows_new + m.new,
        rows_changed = i.rows_changed + m.changed, rows_unchanged = i.rows_unchanged + m.unchanged,
        rows_rejected = i.rows_rejected + m.rejected
    FROM moved AS m
    WHERE i.id = import_judge.import_id;
END
$$;
