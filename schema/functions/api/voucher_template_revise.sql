-- Writes a draft of the caller's subtree anew. Whoever wrote the rules last is who somebody else must publish after.
CREATE OR REPLACE FUNCTION api.voucher_template_revise(
    caller_id uuid, allowed_roles text[], resource text, template_id uuid, rules jsonb, request_id uuid,
    OUT outcome text, OUT body json)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    template core.voucher_templates;
    fresh CONSTANT jsonb := rules || jsonb_build_object('id', template_id);
BEGIN
    template := core.voucher_template_covered(caller_id, allowed_roles, resource, template_id);
    outcome := CASE
        WHEN template.id IS NULL THEN 'voucher_template_not_found'
        WHEN template.state <> 'draft' THEN 'voucher_template_settled'
        ELSE coalesce(core.voucher_draft_refusal(caller_id, allowed_roles, resource, template.organisation_id, fresh),
                      'ok') END;
    IF outcome = 'ok' THEN
        DELETE FROM core.voucher_tiers AS t WHERE t.template_id = template.id;
        DELETE FROM core.voucher_counters AS c WHERE c.template_id = template.id;
        DELETE FROM core.voucher_templates AS t WHERE t.id = template.id;
        template := core.voucher_template_write(
            template.organisation_id, fresh || jsonb_build_object('created_at', template.created_at), caller_id);
        PERFORM core.audit_write(
            'admin', caller_id, 'voucher_template_revise', template.organisation_id, 'voucher_template', template.id,
            jsonb_build_object('title', template.title, 'kind', template.kind), NULL, request_id);
        body := core.admin_voucher_template_json(template);
    END IF;
END
$$;
