-- Puts a part into an open import, in place of an earlier one of its number. The same part again (by
-- its digest) changes nothing.
CREATE OR REPLACE FUNCTION api.admin_import_part_put(
    caller_id uuid, allowed_roles text[], resource text, import_id uuid, part_no bigint,
    digest bytea, lines bigint, rows jsonb, request_id uuid, OUT outcome text, OUT body json)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    filled core.imports := core.import_locked(caller_id, allowed_roles, resource, import_id);
    part core.import_parts;
    earlier bigint;
BEGIN
    outcome := CASE
        WHEN filled.id IS NULL THEN 'import_not_found'
        WHEN part_no > filled.total_parts THEN 'import_part_unexpected'
        WHEN filled.state <> 'open' THEN 'import_state_conflict' END;
    IF outcome IS NOT NULL THEN
        RETURN;
    END IF;
    SELECT p.* INTO part FROM core.import_parts AS p
    WHERE p.import_id = filled.id AND p.part_no = admin_import_part_put.part_no;
    IF part.digest IS DISTINCT FROM admin_import_part_put.digest THEN
        earlier := coalesce(part.rows, 0);
        IF filled.rows_total - earlier + jsonb_array_length(admin_import_part_put.rows) > 100000 THEN
            outcome := 'import_too_large';
            RETURN;
        END IF;
        DELETE FROM core.import_rows AS r
        WHERE r.import_id = filled.id AND r.part_no = admin_import_part_put.part_no;
        INSERT INTO core.import_parts AS p (import_id, part_no, digest, lines, rows)
        VALUES (filled.id, admin_import_part_put.part_no, admin_import_part_put.digest,
                admin_import_part_put.lines, jsonb_array_length(admin_import_part_put.rows))
        ON CONFLICT ON CONSTRAINT import_parts_pkey DO UPDATE
        SET digest = EXCLUDED.digest, lines = EXCLUDED.lines, rows = EXCLUDED.rows
        RETURNING p.* INTO part;
        PERFORM core.import_rows_add(caller_id, allowed_roles, resource, filled.organisation_id,
                                     filled.id, part_no, rows);
        UPDATE core.imports AS i SET rows_total = i.rows_total - earlier + part.rows
        WHERE i.id = filled.id;
        PERFORM core.audit_write(
            'admin', caller_id, 'admin_import_part_put', filled.organisation_id, 'import', filled.id,
            jsonb_build_object('part_no', part_no, 'rows', part.rows,
                               'sha256', encode(part.digest, 'hex')), NULL, request_id);
    END IF;
    outcome := 'ok';
    body := json_build_object('part_no', part.part_no, 'rows', part.rows,
        'rejected', (SELECT count(*) FROM core.import_rows AS r
                     WHERE r.import_id = filled.id AND r.part_no = part.part_no
                       AND r.cell_problems <> '[]'),
        'sha256', encode(part.digest, 'hex'));
END
$$;
