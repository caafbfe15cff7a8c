-- Writes down what became of a merchant's endpoint, for the auditors of the organisation that the
-- merchant has its contract with. actor_id NULL: our own doing. URLs may hold secrets: never in changes.
CREATE OR REPLACE FUNCTION core.webhook_audit(
    endpoint core.webhook_endpoints, actor_id uuid, action text, changes jsonb, request_id uuid)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
    PERFORM core.audit_write(
        CASE WHEN actor_id IS NULL THEN 'system' ELSE 'merchant' END, actor_id, action,
        (SELECT m.organisation_id FROM core.merchants AS m WHERE m.id = endpoint.merchant_id),
        'webhook_endpoint', endpoint.id,
        changes || jsonb_build_object('merchant_id', endpoint.merchant_id, 'mode', endpoint.mode),
        NULL, request_id);
END
$$;
