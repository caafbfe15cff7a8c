-- The rule of two: what a marked operation (x-authz two_person) asks last, after all its refusals.
-- verdict awaiting: this was the first person, change nothing and answer body. verdict granted:
-- another one asked for the same within 24 hours, do it and answer body, or what has its members.
-- The operation has checked that caller_id covers organisation_id; that the first person still does
-- is checked here. reason, if any, is what the second person reads in the list of what waits.
--
-- The lock makes one of two who ask at the same moment the second person and the next one the first
-- again; the look at the table is a statement of its own, which sees what the other left.
CREATE OR REPLACE FUNCTION core.second_person(
    caller_id uuid, allowed_roles text[], resource text, operation text, fingerprint bytea,
    subject_id uuid, organisation_id uuid, reason text, request_id uuid,
    OUT verdict text, OUT body json)
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    pending core.pending_operations;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended(operation || ' ' || fingerprint::text, 0));
    SELECT p.* INTO pending FROM core.pending_operations AS p
    WHERE p.operation = second_person.operation AND p.fingerprint = second_person.fingerprint
      AND p.ended_at IS NULL
    FOR UPDATE;
    IF FOUND AND (pending.expires_at <= now() OR NOT core.staff_covers(
            pending.asked_by, allowed_roles, resource, organisation_id)) THEN
        UPDATE core.pending_operations AS p
        SET ended_at = now(),
            ended_as = CASE WHEN p.expires_at <= now() THEN 'expired' ELSE 'lapsed' END
        WHERE p.id = pending.id;
        pending := NULL;
    END IF;
    IF pending.id IS NULL THEN
        INSERT INTO core.pending_operations AS p
            (operation, fingerprint, subject_id, organisation_id, asked_by, reason)
        VALUES (second_person.operation, second_person.fingerprint, second_person.subject_id,
                second_person.organisation_id, caller_id, second_person.reason)
        RETURNING p.* INTO pending;
        PERFORM core.audit_write('admin', caller_id, operation, organisation_id,
            'pending_operation', pending.id, '{"state": [null, "awaiting_second_person"]}',
            reason, request_id);
    ELSIF pending.asked_by <> caller_id THEN
        UPDATE core.pending_operations AS p
        SET ended_at = now(), ended_as = 'done', ended_by = caller_id WHERE p.id = pending.id;
        PERFORM core.audit_write('admin', caller_id, operation, organisation_id,
            'pending_operation', pending.id, jsonb_build_object('asked_by', pending.asked_by,
                'state', ARRAY['awaiting_second_person', 'done']), reason, request_id);
        verdict := 'granted';
        body := json_build_object('state', 'done', 'expires_at', NULL);
        RETURN;
    END IF;
    verdict := 'awaiting';
    body := json_build_object('state', 'awaiting_second_person', 'expires_at', pending.expires_at);
END
$$;
