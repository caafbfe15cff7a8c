-- Whose keys these are, found by their hashes, and whether each has the scopes that are needed (words
-- with blanks between them): one row for each. Unknown, expired and revoked keys and those of suspended
-- merchants are told apart for nobody. is_noted: its last use is on record to the minute.
-- requests_per_minute: its own quota, NULL when it has none.
CREATE OR REPLACE FUNCTION api.api_key_find(
    hash bytea[], needed text[], OUT ord bigint, OUT outcome text, OUT body json,
    OUT api_key_id uuid, OUT merchant_id uuid, OUT is_noted boolean, OUT requests_per_minute bigint)
RETURNS SETOF record
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 32
SET search_path = core, pg_temp
SET plan_cache_mode = force_generic_plan
AS $$
BEGIN
    RETURN QUERY
    SELECT a.ord,
        CASE WHEN k.id IS NULL THEN 'api_key_invalid'
             WHEN NOT k.scopes @> string_to_array(nullif(a.needed, ''), ' ') THEN 'scope_missing'
             ELSE 'ok' END,
        NULL::json, k.id, k.merchant_id,
        coalesce(k.last_used_at > now() - interval '1 minute', false), k.requests_per_minute
    FROM unnest(hash, needed) WITH ORDINALITY AS a (hash, needed, ord)
    LEFT JOIN LATERAL (
        SELECT i.id, i.merchant_id, i.scopes, i.last_used_at, i.requests_per_minute
        FROM core.api_keys AS i
        JOIN core.merchants AS m ON m.id = i.merchant_id AND m.status = 'active'
        WHERE i.hash = a.hash AND core.api_key_is_live(i)
        LIMIT 1
    ) AS k ON true
    ORDER BY a.ord;
END
$$;
