-- Checks at most batch_size rows of the import that has waited longest, unless another process is at
-- it; answers their number, 0 when there is nothing to do. The last ones make it validated.
CREATE OR REPLACE FUNCTION api.import_rows_check(batch_size bigint, OUT outcome text, OUT body json, OUT checked bigint)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    work core.imports;
    batch uuid[];
BEGIN
    outcome := 'ok';
    SELECT i.* INTO work FROM core.imports AS i
    WHERE i.state = 'validating' ORDER BY i.started_at LIMIT 1
    FOR UPDATE SKIP LOCKED;
    IF NOT FOUND THEN
        checked := 0;
        RETURN;
    END IF;
    batch := core.import_next(work.id, '{pending}', batch_size);
    PERFORM core.import_judge(work.id, batch);
    UPDATE core.imports AS i
    SET state = 'validated', validated_at = clock_timestamp(), at_part = 0, at_line = 0
    WHERE i.id = work.id AND i.rows_checked = i.rows_total
    RETURNING i.* INTO work;
    IF FOUND THEN
        PERFORM core.audit_write(
            'system', NULL, 'import_rows_check', work.organisation_id, 'import', work.id,
            jsonb_build_object('state', '["validating", "validated"]'::jsonb,
                               'rejected', work.rows_rejected), NULL, NULL);
    END IF;
    checked := cardinality(batch);
END
$$;
