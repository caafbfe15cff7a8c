-- Ends a template, also as a draft: nothing more is issued, what was stays good until its day, and the promise for
-- the rest goes back to the budget.
CREATE OR REPLACE FUNCTION api.voucher_template_close(
    caller_id uuid, allowed_roles text[], resource text, template_id uuid, reason text, idempotency_key text,
    fingerprint bytea, request_id uuid, OUT outcome text, OUT body json, OUT replay_of uuid)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    template core.voucher_templates;
    earlier text;
    rest bigint;
BEGIN
    SELECT c.outcome, c.body, c.replay_of INTO outcome, body, replay_of
    FROM core.idempotency_claim(caller_id, 'voucher_template_close', idempotency_key, fingerprint) AS c;
    IF outcome IS NOT NULL THEN
        RETURN;
    END IF;
    template := core.voucher_template_covered(caller_id, allowed_roles, resource, template_id);
    earlier := template.state;
    outcome := CASE
        WHEN template.id IS NULL THEN 'voucher_template_not_found'
        WHEN template.state = 'closed' THEN 'voucher_template_settled'
        ELSE 'ok' END;
    IF outcome = 'ok' THEN
        UPDATE core.voucher_templates AS t SET state = 'closed', closed_at = now()
        WHERE t.id = template.id RETURNING t.* INTO template;
        PERFORM FROM core.voucher_counters AS c WHERE c.template_id = template.id FOR NO KEY UPDATE;
        rest := core.voucher_stock_value(template);
        IF earlier = 'published' AND rest > 0 THEN
            PERFORM FROM core.budgets AS b WHERE b.id = template.budget_id FOR NO KEY UPDATE;
            PERFORM core.budget_move(template.budget_id, 'released', template.id, 0, -rest, 0, caller_id, reason);
        END IF;
        PERFORM core.audit_write(
            'admin', caller_id, 'voucher_template_close', template.organisation_id, 'voucher_template', template.id,
            jsonb_build_object('state', jsonb_build_array(earlier, 'closed')), reason, request_id);
        body := core.admin_voucher_template_json(template);
    END IF;
    PERFORM core.idempotency_store(caller_id, 'voucher_template_close', idempotency_key, fingerprint, request_id,
                                   outcome, body);
END
$$;
