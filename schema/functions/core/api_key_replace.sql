-- A new key in the place of a live one, with the same rights and the same end; the old one is good for
-- some hours more. Writes down one change of the old key, and tells the merchant's programs. The caller holds its lock.
CREATE OR REPLACE FUNCTION core.api_key_replace(
    old core.api_keys, overlap_hours bigint, caller_id uuid, hash bytea, display text,
    request_id uuid)
RETURNS core.api_keys
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    made core.api_keys;
    ends_at timestamptz := least(old.expires_at, now() + make_interval(hours => overlap_hours::int));
BEGIN
    INSERT INTO core.api_keys (merchant_id, name, mode, scopes, hash, display, created_by, requests_per_minute,
                               expires_at)
    VALUES (old.merchant_id, old.name, old.mode, old.scopes, api_key_replace.hash,
            api_key_replace.display, caller_id, old.requests_per_minute, old.expires_at)
    RETURNING * INTO made;
    UPDATE core.api_keys AS k SET replaced_by = made.id, expires_at = ends_at WHERE k.id = old.id;
    PERFORM core.api_key_audit(
        caller_id, 'merchant_key_rotate', old,
        jsonb_build_object('replaced_by', jsonb_build_array(NULL, made.id),
                           'expires_at', jsonb_build_array(old.expires_at, ends_at)), request_id);
    PERFORM core.event_write(old.merchant_id, old.mode, 'key.rotated', old.id, jsonb_build_object(
        'replaced_by', made.id, 'expires_at', ends_at));
    RETURN made;
END
$$;
