-- Somebody asks to found the union of an enterprise, below the one that they name.
CREATE OR REPLACE FUNCTION api.founding_apply(
    caller_id uuid, application_id uuid, name text, credit_code text, parent_organisation_id uuid,
    employees bigint, contact jsonb, contact_sealed bytea,
    idempotency_key text, fingerprint bytea, request_id uuid,
    OUT outcome text, OUT body json, OUT replay_of uuid)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    made core.applications;
BEGIN
    SELECT c.outcome, c.body, c.replay_of INTO outcome, body, replay_of
    FROM core.idempotency_claim(caller_id, 'founding_apply', idempotency_key, fingerprint) AS c;
    IF outcome IS NOT NULL THEN
        RETURN;
    END IF;
    PERFORM pg_advisory_xact_lock_shared(core.tree_lock());
    outcome := core.founding_refusal(caller_id, application_id, parent_organisation_id, name,
                                     credit_code);
    IF outcome IS NULL THEN
        made := core.application_open(
            application_id, 'founding', caller_id, NULL, NULL, parent_organisation_id,
            core.founding_form(name, credit_code, employees), false, contact, contact_sealed);
        outcome := core.application_made(made, 'founding_apply', request_id);
    END IF;
    IF outcome = 'application_pending' THEN -- somebody was faster: the same account or another one
        outcome := coalesce(core.founding_refusal(caller_id, application_id, parent_organisation_id,
                                                  name, credit_code), outcome);
    ELSIF outcome = 'ok' THEN
        SELECT b.body INTO body FROM core.application_bodies(ARRAY[application_id], false) AS b;
    END IF;
    PERFORM core.idempotency_store(caller_id, 'founding_apply', idempotency_key, fingerprint,
                                   request_id, outcome, body);
END
$$;
