-- core.audit_check for auditors: it shows nobody's doings, so whoever may read any part of the audit may
-- verify the whole. As many blocks at a time as hold 50,000 entries.
CREATE OR REPLACE FUNCTION api.audit_verify(
    caller_id uuid, allowed_roles text[], resource text, first_block bigint, last_block bigint,
    OUT outcome text, OUT body json)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM core.staff_grants(caller_id, allowed_roles, resource)) THEN
        outcome := 'role_forbidden';
        RETURN;
    END IF;
    SELECT row_to_json(answer) INTO body FROM (
        SELECT c.fault IS NULL AS intact, c.checked_block, c.head_hash AS checked_hash, c.entries,
            c.next_block, (SELECT row_to_json(place) FROM (
                SELECT c.fault AS code, c.fault_block AS block, c.fault_seq::text AS entry_id) AS place
                WHERE c.fault IS NOT NULL) AS fault
        FROM core.audit_check(first_block, coalesce(last_block, 9223372036854775807), 50000) AS c
    ) AS answer;
    outcome := 'ok';
END
$$;
