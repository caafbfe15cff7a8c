-- A member asks to leave their union. Nobody can refuse it: the union confirms, or time does.
CREATE OR REPLACE FUNCTION api.leaving_apply(
    caller_id uuid, reason text, idempotency_key text, fingerprint bytea, request_id uuid,
    OUT outcome text, OUT body json, OUT replay_of uuid)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    own record;
    made core.applications;
BEGIN
    SELECT c.outcome, c.body, c.replay_of INTO outcome, body, replay_of
    FROM core.idempotency_claim(caller_id, 'leaving_apply', idempotency_key, fingerprint) AS c;
    IF outcome IS NOT NULL THEN
        RETURN;
    END IF;
    PERFORM pg_advisory_xact_lock_shared(core.tree_lock());
    SELECT m.person_id, m.organisation_id INTO own FROM core.member_locked(caller_id) AS m;
    outcome := CASE WHEN own.organisation_id IS NULL THEN 'membership_required' END;
    IF outcome IS NULL THEN
        made := core.application_open(
            core.uuid7(), 'leaving', caller_id, own.person_id, own.organisation_id, NULL,
            jsonb_build_object('reason', reason));
        outcome := core.application_made(made, 'leaving_apply', request_id);
    END IF;
    IF outcome = 'ok' THEN
        SELECT b.body INTO body FROM core.application_bodies(ARRAY[made.id], false) AS b;
    END IF;
    PERFORM core.idempotency_store(caller_id, 'leaving_apply', idempotency_key, fingerprint,
                                   request_id, outcome, body);
END
$$;
