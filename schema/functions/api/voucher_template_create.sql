-- A new draft of a template of an organisation of the caller's subtree.
CREATE OR REPLACE FUNCTION api.voucher_template_create(
    caller_id uuid, allowed_roles text[], resource text, organisation_id uuid, rules jsonb,
    idempotency_key text, fingerprint bytea, request_id uuid,
    OUT outcome text, OUT body json, OUT replay_of uuid)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    template core.voucher_templates;
BEGIN
    SELECT c.outcome, c.body, c.replay_of INTO outcome, body, replay_of
    FROM core.idempotency_claim(caller_id, 'voucher_template_create', idempotency_key, fingerprint) AS c;
    IF outcome IS NOT NULL THEN
        RETURN;
    END IF;
    outcome := coalesce(core.voucher_draft_refusal(caller_id, allowed_roles, resource, organisation_id, rules),
                        'ok');
    IF outcome = 'ok' THEN
        template := core.voucher_template_write(organisation_id, rules, caller_id);
        PERFORM core.audit_write(
            'admin', caller_id, 'voucher_template_create', organisation_id, 'voucher_template', template.id,
            jsonb_build_object('title', template.title, 'kind', template.kind), NULL, request_id);
        body := core.admin_voucher_template_json(template);
    END IF;
    PERFORM core.idempotency_store(caller_id, 'voucher_template_create', idempotency_key, fingerprint, request_id,
                                   outcome, body);
END
$$;
