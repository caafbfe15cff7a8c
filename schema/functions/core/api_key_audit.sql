-- Writes down what somebody who looks after a merchant did to a key of it.
CREATE OR REPLACE FUNCTION core.api_key_audit(
    caller_id uuid, action text, api_key core.api_keys, changes jsonb, request_id uuid)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
    PERFORM core.audit_write(
        CASE WHEN EXISTS (SELECT FROM core.admins AS a WHERE a.id = caller_id)
             THEN 'admin' ELSE 'member' END, caller_id, action,
        (SELECT m.organisation_id FROM core.merchants AS m WHERE m.id = api_key.merchant_id),
        'api_key', api_key.id,
        changes || jsonb_build_object('merchant_id', api_key.merchant_id, 'display', api_key.display),
        NULL, request_id);
END
$$;
