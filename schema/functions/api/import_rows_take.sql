-- Gives a process the next rows to commit, at most batch_size, and leaves the import to it alone for
-- five seconds: whoever crashes is followed by another. The rows are judged anew, for the world has
-- gone on since the check. import_id NULL: nothing to do. rows: a line each of id, person and
-- account ('-' when there is none yet) and what was sealed, with blanks between them.
CREATE OR REPLACE FUNCTION api.import_rows_take(
    worker_id uuid, batch_size bigint,
    OUT outcome text, OUT body json, OUT import_id uuid, OUT rows text)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
SET enable_seqscan = off
SET enable_hashjoin = off
SET enable_mergejoin = off
AS $$
DECLARE
    batch uuid[];
BEGIN
    outcome := 'ok';
    UPDATE core.imports AS i
    SET lease_holder = worker_id, lease_until = clock_timestamp() + interval '5 seconds'
    WHERE i.id = (SELECT o.id FROM core.imports AS o
                  WHERE o.state = 'committing'
                    AND (o.lease_holder = worker_id OR o.lease_until < clock_timestamp())
                  ORDER BY o.started_at LIMIT 1 FOR UPDATE SKIP LOCKED)
    RETURNING i.id INTO import_id;
    IF import_id IS NULL THEN
        RETURN;
    END IF;
    batch := core.import_next(import_id, '{new,changed}', batch_size);
    IF batch = '{}' THEN
        PERFORM core.import_finish(import_id);
        RETURN;
    END IF;
    PERFORM core.import_judge(import_id, batch);
    SELECT string_agg(concat_ws(' ', r.id, coalesce(r.person_id::text, '-'),
                                coalesce(r.member_id::text, '-'), r.person_sealed), E'\n') INTO rows
    FROM unnest(batch) AS a (id)
    JOIN core.import_rows AS r ON r.id = a.id AND r.state IN ('new', 'changed');
END
$$;
