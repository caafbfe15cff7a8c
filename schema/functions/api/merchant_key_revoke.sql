-- Ends a key at once and for good; a second call changes nothing.
CREATE OR REPLACE FUNCTION api.merchant_key_revoke(
    caller_id uuid, allowed_roles text[], resource text, merchant_id uuid, api_key_id uuid,
    request_id uuid, OUT outcome text, OUT body json)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    found_key core.api_keys;
BEGIN
    SELECT k.* INTO found_key FROM core.api_keys AS k
    WHERE k.id = merchant_key_revoke.api_key_id
        AND k.merchant_id = merchant_key_revoke.merchant_id
        AND core.merchant_office(caller_id, allowed_roles, resource, k.merchant_id) IS NOT NULL
    FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        outcome := 'api_key_not_found';
        RETURN;
    END IF;
    IF found_key.revoked_at IS NULL THEN
        UPDATE core.api_keys AS k SET revoked_at = now() WHERE k.id = found_key.id
        RETURNING * INTO found_key;
        PERFORM core.api_key_audit(
            caller_id, 'merchant_key_revoke', found_key,
            jsonb_build_object('revoked_at', jsonb_build_array(NULL, found_key.revoked_at)),
            request_id);
    END IF;
    outcome := 'ok';
    body := core.api_key_json(found_key);
END
$$;
