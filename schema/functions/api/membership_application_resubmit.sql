-- The applicant mends an application that was returned to them; it begins again at its first stage.
-- What was wrong may be anything: the union, the name or the number.
CREATE OR REPLACE FUNCTION api.membership_application_resubmit(
    caller_id uuid, application_id uuid, organisation_id uuid, employment_kind text,
    papers jsonb, idempotency_key text, fingerprint bytea, request_id uuid,
    OUT outcome text, OUT body json, OUT replay_of uuid)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    returned record;
    identified record;
BEGIN
    SELECT c.outcome, c.body, c.replay_of INTO outcome, body, replay_of
    FROM core.idempotency_claim(caller_id, 'membership_application_resubmit', idempotency_key,
                                fingerprint) AS c;
    IF outcome IS NOT NULL THEN
        RETURN;
    END IF;
    PERFORM pg_advisory_xact_lock_shared(core.tree_lock());
    SELECT r.* INTO returned FROM core.application_returned(caller_id, application_id, 'joining') AS r;
    outcome := returned.outcome;
    IF outcome IS NULL THEN
        SELECT i.* INTO identified FROM core.joining_identify(
            caller_id, application_id, organisation_id,
            jsonb_populate_record(NULL::core.papers, papers)) AS i;
        outcome := identified.refusal;
    END IF;
    IF outcome IS NULL THEN
        outcome := core.application_resubmit(
            returned.application, identified.person_id, organisation_id,
            jsonb_build_object('employment_kind', employment_kind), identified.standing <> 'new',
            NULL, NULL, 'membership_application_resubmit', request_id);
    END IF;
    IF outcome = 'ok' THEN
        SELECT b.body INTO body FROM core.application_bodies(ARRAY[application_id], false) AS b;
    END IF;
    PERFORM core.idempotency_store(caller_id, 'membership_application_resubmit', idempotency_key,
                                   fingerprint, request_id, outcome, body);
END
$$;
