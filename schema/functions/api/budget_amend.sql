-- Changes a budget's total, never below what is promised and spent already.
CREATE OR REPLACE FUNCTION api.budget_amend(
    caller_id uuid, allowed_roles text[], resource text, budget_id uuid, total bigint, reason text,
    idempotency_key text, fingerprint bytea, request_id uuid,
    OUT outcome text, OUT body json, OUT replay_of uuid)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    budget core.budgets;
BEGIN
    SELECT c.outcome, c.body, c.replay_of INTO outcome, body, replay_of
    FROM core.idempotency_claim(caller_id, 'budget_amend', idempotency_key, fingerprint) AS c;
    IF outcome IS NOT NULL THEN
        RETURN;
    END IF;
    PERFORM FROM core.budgets AS b WHERE b.id = budget_amend.budget_id FOR NO KEY UPDATE;
    budget := core.budget_covered(caller_id, allowed_roles, resource, budget_id);
    outcome := CASE WHEN budget.id IS NULL THEN 'budget_not_found'
                    WHEN total < budget.committed + budget.spent THEN 'budget_used'
                    ELSE 'ok' END;
    IF outcome = 'ok' AND total <> budget.total THEN
        PERFORM core.budget_move(budget.id, 'amended', request_id, total - budget.total, 0, 0,
                                 caller_id, reason);
        PERFORM core.audit_write(
            'admin', caller_id, 'budget_amend', budget.organisation_id, 'budget', budget.id,
            jsonb_build_object('total', jsonb_build_array(budget.total, total)), reason, request_id);
    END IF;
    IF outcome = 'ok' THEN
        SELECT core.budget_json(b) INTO body FROM core.budgets AS b WHERE b.id = budget.id;
    END IF;
    PERFORM core.idempotency_store(caller_id, 'budget_amend', idempotency_key, fingerprint,
                                   request_id, outcome, body);
END
$$;
