-- Closes an import whose parts are all there, and lets its rows be checked (api.import_rows_check). Asking
-- again while they are, or when they have been, changes nothing.
CREATE OR REPLACE FUNCTION api.admin_import_validate(
    caller_id uuid, allowed_roles text[], resource text, import_id uuid, request_id uuid,
    OUT outcome text, OUT body json)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    closed core.imports := core.import_locked(caller_id, allowed_roles, resource, import_id);
    parts bigint;
    last_part bigint;
BEGIN
    SELECT count(*), max(p.part_no) INTO parts, last_part
    FROM core.import_parts AS p WHERE p.import_id = closed.id;
    outcome := CASE
        WHEN closed.id IS NULL THEN 'import_not_found'
        WHEN closed.state NOT IN ('open', 'validating', 'validated') THEN 'import_state_conflict'
        WHEN closed.rows_total = 0 OR parts <> coalesce(closed.total_parts, last_part)
            THEN 'import_incomplete'
        ELSE 'ok' END;
    IF outcome <> 'ok' THEN
        RETURN;
    END IF;
    IF closed.state = 'open' THEN
        UPDATE core.import_parts AS p SET lines_before = earlier.lines
        FROM (SELECT o.part_no, sum(o.lines) OVER (ORDER BY o.part_no) - o.lines AS lines
              FROM core.import_parts AS o WHERE o.import_id = closed.id) AS earlier
        WHERE p.import_id = closed.id AND p.part_no = earlier.part_no;
        UPDATE core.imports AS i SET state = 'validating', started_at = now()
        WHERE i.id = closed.id RETURNING i.* INTO closed;
        PERFORM core.audit_write(
            'admin', caller_id, 'admin_import_validate', closed.organisation_id, 'import', closed.id,
            '{"state": ["open", "validating"]}', NULL, request_id);
    END IF;
    body := core.import_body(closed);
END
$$;
