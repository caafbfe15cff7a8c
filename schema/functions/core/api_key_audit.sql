-- Writes down what somebody who looks after a merchant did to a key of it.
CREATE OR REPLACE FUNCTION core.api_key_audit(
    caller_id uuid, action text, api_key core.api_keys, changes jsonb, request_id uuid)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
    PERFORM core.merchant_audit(caller_id, action, api_key.merchant_id, 'api_key', api_key.id,
        changes || jsonb_build_object('display', api_key.display), NULL, request_id);
END
$$;
