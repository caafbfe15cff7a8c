-- Writes down what was done to something of a merchant, whoever did it: the union's staff, the
-- merchant's own, or its program (caller_id is the merchant then).
CREATE OR REPLACE FUNCTION core.merchant_audit(
    caller_id uuid, action text, merchant_id uuid, object_kind text, object_id uuid, changes jsonb,
    reason text, request_id uuid)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
    PERFORM core.audit_write(
        CASE WHEN caller_id = merchant_id THEN 'merchant'
             WHEN EXISTS (SELECT FROM core.admins AS a WHERE a.id = caller_id) THEN 'admin'
             ELSE 'member' END, caller_id, action,
        (SELECT m.organisation_id FROM core.merchants AS m WHERE m.id = merchant_audit.merchant_id),
        object_kind, object_id,
        changes || jsonb_build_object('merchant_id', merchant_audit.merchant_id), reason, request_id);
END
$$;
