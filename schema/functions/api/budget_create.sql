-- A new budget of an organisation of the caller's subtree.
CREATE OR REPLACE FUNCTION api.budget_create(
    caller_id uuid, allowed_roles text[], resource text, organisation_id uuid, year bigint, name text,
    subject text, fund_source text, unit text, total bigint, reason text, idempotency_key text,
    fingerprint bytea, request_id uuid, OUT outcome text, OUT body json, OUT replay_of uuid)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    opened uuid;
BEGIN
    SELECT c.outcome, c.body, c.replay_of INTO outcome, body, replay_of
    FROM core.idempotency_claim(caller_id, 'budget_create', idempotency_key, fingerprint) AS c;
    IF outcome IS NOT NULL THEN
        RETURN;
    ELSIF NOT core.staff_covers(caller_id, allowed_roles, resource, organisation_id) THEN
        outcome := 'organisation_not_found';
    ELSE
        opened := core.budget_open(organisation_id, year, name, subject, fund_source, unit, total,
                                   caller_id, reason);
        outcome := CASE WHEN opened IS NULL THEN 'budget_name_taken' ELSE 'ok' END;
    END IF;
    IF outcome = 'ok' THEN
        PERFORM core.audit_write(
            'admin', caller_id, 'budget_create', organisation_id, 'budget', opened,
            json_build_object('year', year, 'name', name, 'unit', unit, 'total', total)::jsonb,
            reason, request_id);
        SELECT core.budget_json(b) INTO body FROM core.budgets AS b WHERE b.id = opened;
    END IF;
    PERFORM core.idempotency_store(caller_id, 'budget_create', idempotency_key, fingerprint,
                                   request_id, outcome, body);
END
$$;
