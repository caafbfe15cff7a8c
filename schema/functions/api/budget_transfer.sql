-- Moves what is left of a budget to another one of the same money, after a second of the staff has
-- asked for it too. The caller covers both.
CREATE OR REPLACE FUNCTION api.budget_transfer(
    caller_id uuid, allowed_roles text[], resource text, budget_id uuid, to_budget_id uuid,
    amount bigint, reason text, dry_run boolean, idempotency_key text, fingerprint bytea,
    request_id uuid, OUT outcome text, OUT body json, OUT replay_of uuid)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    source core.budgets;
    target core.budgets;
    step json := json '{"state": "planned"}'; -- what core.second_person answers
BEGIN
    IF NOT dry_run THEN
        SELECT c.outcome, c.body, c.replay_of INTO outcome, body, replay_of
        FROM core.idempotency_claim(caller_id, 'budget_transfer', idempotency_key, fingerprint) AS c;
        IF outcome IS NOT NULL THEN
            RETURN;
        END IF;
        PERFORM FROM core.budgets AS b
        WHERE b.id IN (budget_transfer.budget_id, to_budget_id) ORDER BY b.id FOR NO KEY UPDATE;
    END IF;
    source := core.budget_covered(caller_id, allowed_roles, resource, budget_id);
    target := core.budget_covered(caller_id, allowed_roles, resource, to_budget_id);
    outcome := coalesce(core.budget_transfer_refusal(source, target, amount), 'ok');
    IF outcome = 'ok' AND NOT dry_run THEN
        SELECT s.body INTO step
        FROM core.second_person(
            caller_id, allowed_roles, resource, 'budget_transfer', fingerprint, source.id,
            target.organisation_id, reason, request_id) AS s;
        IF step ->> 'state' = 'done' THEN
            PERFORM core.budget_transferred(source, target, amount, caller_id, reason, request_id);
        END IF;
    END IF;
    IF outcome = 'ok' THEN
        body := json_build_object(
            'state', step -> 'state', 'expires_at', step -> 'expires_at', 'amount', amount,
            'budget', (SELECT core.budget_json(b) FROM core.budgets AS b WHERE b.id = source.id),
            'to_budget', (SELECT core.budget_json(b) FROM core.budgets AS b WHERE b.id = target.id));
    END IF;
    IF NOT dry_run THEN
        PERFORM core.idempotency_store(caller_id, 'budget_transfer', idempotency_key, fingerprint,
                                       request_id, outcome, body);
    END IF;
END
$$;
