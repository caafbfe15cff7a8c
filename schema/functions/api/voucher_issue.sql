-- Gives a voucher to each of many: to named members, or to all of an organisation and below. A job does it, as
-- far as the stock and everybody's limits go.
CREATE OR REPLACE FUNCTION api.voucher_issue(
    caller_id uuid, allowed_roles text[], resource text, template_id uuid, organisation_id uuid, member_ids jsonb,
    reason text, idempotency_key text, fingerprint bytea, request_id uuid,
    OUT outcome text, OUT body json, OUT replay_of uuid)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    template core.voucher_templates;
    issue core.voucher_issues;
    named CONSTANT uuid[] := ARRAY(SELECT i::uuid FROM jsonb_array_elements_text(member_ids) AS i);
BEGIN
    SELECT c.outcome, c.body, c.replay_of INTO outcome, body, replay_of
    FROM core.idempotency_claim(caller_id, 'voucher_issue', idempotency_key, fingerprint) AS c;
    IF outcome IS NOT NULL THEN
        RETURN;
    END IF;
    template := core.voucher_template_covered(caller_id, allowed_roles, resource, template_id);
    outcome := CASE
        WHEN template.id IS NULL THEN 'voucher_template_not_found'
        WHEN member_ids IS NULL AND NOT core.staff_covers(caller_id, allowed_roles, resource, organisation_id)
            THEN 'organisation_not_found'
        WHEN EXISTS (SELECT FROM unnest(named) AS i WHERE NOT core.staff_covers_member(
                         caller_id, allowed_roles, resource, core.account_current(i))) THEN 'member_not_found'
        WHEN EXISTS (SELECT FROM core.voucher_issues AS o WHERE o.admin_id = caller_id
                         AND o.idempotency_key = voucher_issue.idempotency_key) THEN 'idempotency_key_reused'
        WHEN template.state <> 'published' OR template.funding = 'sale' THEN 'voucher_not_open' END;
    IF outcome IS NULL THEN
        issue := core.voucher_issue_open(
            template.id, organisation_id, CASE WHEN member_ids IS NOT NULL THEN named END, caller_id, reason,
            idempotency_key);
        outcome := CASE WHEN issue.id IS NULL THEN 'batch_empty' ELSE 'ok' END;
    END IF;
    IF outcome = 'ok' THEN
        PERFORM core.audit_write(
            'admin', caller_id, 'voucher_issue', template.organisation_id, 'voucher_issue', issue.id,
            jsonb_build_object('template_id', template.id, 'members', issue.members), reason, request_id);
        body := core.voucher_issue_json(issue);
    END IF;
    IF outcome <> 'idempotency_key_reused' THEN
        PERFORM core.idempotency_store(caller_id, 'voucher_issue', idempotency_key, fingerprint, request_id,
                                       outcome, body);
    END IF;
END
$$;
