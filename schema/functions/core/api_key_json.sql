-- A merchant's key as those who look after it see it.
CREATE OR REPLACE FUNCTION core.api_key_json(api_key core.api_keys) RETURNS json
LANGUAGE sql STABLE
AS $$
    SELECT row_to_json(shown)
    FROM (SELECT api_key.id, api_key.merchant_id, api_key.name, api_key.mode, api_key.scopes,
              api_key.requests_per_minute, api_key.display,
              CASE WHEN api_key.revoked_at IS NOT NULL THEN 'revoked'
                   WHEN core.api_key_is_live(api_key) THEN 'active' ELSE 'expired' END AS status,
              api_key.created_at, api_key.expires_at, api_key.revoked_at, api_key.replaced_by,
              (SELECT o.id FROM core.api_keys AS o WHERE o.replaced_by = api_key.id) AS replaces,
              api_key.last_used_at) AS shown
$$;
