-- Ends the membership of a member of the caller's subtree: retired, deceased, expelled, or left
-- without an application of their own. Points and account stay; who is no member draws nothing.
CREATE OR REPLACE FUNCTION api.admin_membership_end(
    caller_id uuid, allowed_roles text[], resource text, member_id uuid, end_reason text,
    reason text, idempotency_key text, fingerprint bytea, request_id uuid,
    OUT outcome text, OUT body json, OUT replay_of uuid)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    person uuid;
    organisation uuid;
BEGIN
    SELECT c.outcome, c.body, c.replay_of INTO outcome, body, replay_of
    FROM core.idempotency_claim(caller_id, 'admin_membership_end', idempotency_key, fingerprint) AS c;
    IF outcome IS NOT NULL THEN
        RETURN;
    END IF;
    outcome := 'member_not_found';
    SELECT p.id INTO person FROM core.members AS m
    JOIN core.people AS p ON p.id = m.person_id
    WHERE m.id = admin_membership_end.member_id
    FOR UPDATE OF p; -- whoever moves them has it too
    IF core.staff_covers_member(caller_id, allowed_roles, resource, member_id) THEN
        organisation := core.membership_end(person, end_reason);
        PERFORM core.audit_write('admin', caller_id, 'admin_membership_end', organisation, 'member',
                                 member_id, jsonb_build_object('end_reason', end_reason), reason,
                                 request_id);
        outcome := 'ok';
        body := json_build_object('member_id', member_id, 'organisation_id', organisation,
                                  'end_reason', end_reason, 'ended_at', now());
    END IF;
    PERFORM core.idempotency_store(caller_id, 'admin_membership_end', idempotency_key, fingerprint,
                                   request_id, outcome, body);
END
$$;
