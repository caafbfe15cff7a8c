-- The applicant mends a founding that was returned to them; it begins again at its first stage.
CREATE OR REPLACE FUNCTION api.founding_application_resubmit(
    caller_id uuid, application_id uuid, name text, credit_code text, parent_organisation_id uuid,
    employees bigint, contact jsonb, contact_sealed bytea,
    idempotency_key text, fingerprint bytea, request_id uuid,
    OUT outcome text, OUT body json, OUT replay_of uuid)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    returned record;
BEGIN
    SELECT c.outcome, c.body, c.replay_of INTO outcome, body, replay_of
    FROM core.idempotency_claim(caller_id, 'founding_application_resubmit', idempotency_key,
                                fingerprint) AS c;
    IF outcome IS NOT NULL THEN
        RETURN;
    END IF;
    PERFORM pg_advisory_xact_lock_shared(core.tree_lock());
    SELECT r.* INTO returned FROM core.application_returned(caller_id, application_id, 'founding') AS r;
    outcome := coalesce(returned.outcome, core.founding_refusal(
        caller_id, application_id, parent_organisation_id, name, credit_code));
    IF outcome IS NULL THEN
        outcome := core.application_resubmit(
            returned.application, NULL, parent_organisation_id,
            core.founding_form(name, credit_code, employees), false, contact, contact_sealed,
            'founding_application_resubmit', request_id);
    END IF;
    IF outcome = 'application_pending' THEN -- another account was faster: the caller has no second one
        outcome := 'credit_code_taken';
    ELSIF outcome = 'ok' THEN
        SELECT b.body INTO body FROM core.application_bodies(ARRAY[application_id], false) AS b;
    END IF;
    PERFORM core.idempotency_store(caller_id, 'founding_application_resubmit', idempotency_key,
                                   fingerprint, request_id, outcome, body);
END
$$;
