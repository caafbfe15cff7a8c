-- Publishes a draft that somebody else has made: its rules are fixed from now on, and what its vouchers are worth
-- is promised out of its budget.
CREATE OR REPLACE FUNCTION api.voucher_template_publish(
    caller_id uuid, allowed_roles text[], resource text, template_id uuid, reason text, idempotency_key text,
    fingerprint bytea, request_id uuid, OUT outcome text, OUT body json, OUT replay_of uuid)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    template core.voucher_templates;
BEGIN
    SELECT c.outcome, c.body, c.replay_of INTO outcome, body, replay_of
    FROM core.idempotency_claim(caller_id, 'voucher_template_publish', idempotency_key, fingerprint) AS c;
    IF outcome IS NOT NULL THEN
        RETURN;
    END IF;
    template := core.voucher_template_covered(caller_id, allowed_roles, resource, template_id);
    outcome := CASE
        WHEN template.id IS NULL THEN 'voucher_template_not_found'
        WHEN template.state <> 'draft' THEN 'voucher_template_settled'
        WHEN template.created_by = caller_id THEN 'second_person_required'
        WHEN template.closes_at <= now() THEN 'voucher_not_open'
        ELSE coalesce(core.budget_commit(template.budget_id, template.id, core.voucher_stock_value(template),
                                         caller_id, reason), 'ok') END;
    IF outcome = 'ok' THEN
        UPDATE core.voucher_templates AS t SET state = 'published', published_at = now(), published_by = caller_id
        WHERE t.id = template.id RETURNING t.* INTO template;
        PERFORM core.audit_write(
            'admin', caller_id, 'voucher_template_publish', template.organisation_id, 'voucher_template',
            template.id, '{"state": ["draft", "published"]}', reason, request_id);
        body := core.admin_voucher_template_json(template);
    END IF;
    PERFORM core.idempotency_store(caller_id, 'voucher_template_publish', idempotency_key, fingerprint,
                                   request_id, outcome, body);
END
$$;
