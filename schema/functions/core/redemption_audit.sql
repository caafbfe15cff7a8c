-- Writes down what a till did to a voucher, for the auditors of the organisation that gave it.
CREATE OR REPLACE FUNCTION core.redemption_audit(
    till core.till, action text, template_id uuid, object_kind text, object_id uuid, changes jsonb, reason text,
    request_id uuid)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
    PERFORM core.audit_write(
        CASE WHEN till.staff_id IS NULL THEN 'merchant' ELSE 'member' END,
        coalesce(till.staff_id, till.merchant_id), redemption_audit.action, t.organisation_id,
        redemption_audit.object_kind, redemption_audit.object_id,
        redemption_audit.changes || jsonb_build_object('merchant_id', till.merchant_id), redemption_audit.reason,
        redemption_audit.request_id)
    FROM core.voucher_templates AS t WHERE t.id = redemption_audit.template_id;
END
$$;
