-- True while a key is good: neither revoked nor expired. A replaced one expires when its overlap ends.
CREATE OR REPLACE FUNCTION core.api_key_is_live(api_key core.api_keys) RETURNS boolean
LANGUAGE sql STABLE
AS $$
    SELECT api_key.revoked_at IS NULL
        AND (api_key.expires_at IS NULL OR api_key.expires_at > now())
$$;
