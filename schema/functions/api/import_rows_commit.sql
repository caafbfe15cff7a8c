-- Commits rows that api.import_rows_take gave to the same process, sealed for whom they belong to;
-- answers how many. slips: the members of core.import_slip. A row is committed once: with the rest of its
-- batch, or, if the process dies before, by whoever takes it next. A slip without a phone is of a row
-- that did not open (its key is gone): rejected.
CREATE OR REPLACE FUNCTION api.import_rows_commit(
    worker_id uuid, import_id uuid, slips jsonb, OUT outcome text, OUT body json)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    work core.imports;
    slip core.import_slip[] := ARRAY(SELECT s FROM jsonb_populate_recordset(
                                         NULL::core.import_slip, slips) AS s);
    done core.import_rows[];
BEGIN
    outcome := 'ok';
    SELECT i.* INTO work FROM core.imports AS i
    WHERE i.id = import_rows_commit.import_id AND i.state = 'committing'
      AND i.lease_holder = worker_id
    FOR UPDATE;
    IF NOT FOUND THEN
        body := json_build_object('committed', 0);
        RETURN;
    END IF;
    PERFORM FROM core.people AS p WHERE p.id IN (SELECT s.person_id FROM unnest(slip) AS s)
    ORDER BY p.id FOR KEY SHARE;
    PERFORM core.import_reject(work.id, slip);
    done := ARRAY(SELECT r FROM core.import_join(slip) AS r);
    PERFORM core.audit_write_many(
        'admin', array_agg(work.committed_by), 'admin_import_commit', array_agg(r.organisation_id),
        'member', array_agg(r.member_id), array_agg(jsonb_build_object(
            'import_id', work.id, 'effect', r.effect, 'changes', r.changes)), NULL,
        array_agg(work.commit_request_id))
    FROM unnest(done) AS r HAVING count(*) > 0;
    UPDATE core.imports AS i SET rows_committed = i.rows_committed + cardinality(done)
    WHERE i.id = work.id;
    body := json_build_object('committed', cardinality(done));
END
$$;
