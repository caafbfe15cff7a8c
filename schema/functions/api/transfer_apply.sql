-- A member asks to move to another union: their own releases them, the other accepts them.
CREATE OR REPLACE FUNCTION api.transfer_apply(
    caller_id uuid, to_organisation_id uuid, reason text, idempotency_key text,
    fingerprint bytea, request_id uuid, OUT outcome text, OUT body json, OUT replay_of uuid)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    own record;
    made core.applications;
BEGIN
    SELECT c.outcome, c.body, c.replay_of INTO outcome, body, replay_of
    FROM core.idempotency_claim(caller_id, 'transfer_apply', idempotency_key, fingerprint) AS c;
    IF outcome IS NOT NULL THEN
        RETURN;
    END IF;
    PERFORM pg_advisory_xact_lock_shared(core.tree_lock());
    SELECT m.person_id, m.organisation_id INTO own FROM core.member_locked(caller_id) AS m;
    outcome := CASE
        WHEN own.organisation_id IS NULL THEN 'membership_required'
        WHEN own.organisation_id = to_organisation_id THEN 'already_member'
        WHEN NOT EXISTS (SELECT FROM core.organisations AS o
                         WHERE o.id = transfer_apply.to_organisation_id)
            THEN 'organisation_not_found'
        WHEN NOT core.organisation_takes_members(to_organisation_id)
            THEN 'organisation_not_joinable' END;
    IF outcome IS NULL THEN
        made := core.application_open(
            core.uuid7(), 'transfer', caller_id, own.person_id, own.organisation_id,
            to_organisation_id, jsonb_build_object('reason', reason));
        outcome := core.application_made(made, 'transfer_apply', request_id);
    END IF;
    IF outcome = 'ok' THEN
        SELECT b.body INTO body FROM core.application_bodies(ARRAY[made.id], false) AS b;
    END IF;
    PERFORM core.idempotency_store(caller_id, 'transfer_apply', idempotency_key, fingerprint,
                                   request_id, outcome, body);
END
$$;
