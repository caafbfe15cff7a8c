-- A new key for a merchant's programs. The key itself stays outside: hash is its SHA-256, display what
-- may be shown of it. key_hash answers which one the answer is about, also when it is repeated.
CREATE OR REPLACE FUNCTION api.merchant_key_create(
    caller_id uuid, allowed_roles text[], resource text, merchant_id uuid, name text, mode text,
    scopes jsonb, requests_per_minute bigint, expires_at timestamptz, hash bytea, display text, idempotency_key text,
    fingerprint bytea, request_id uuid,
    OUT outcome text, OUT body json, OUT replay_of uuid, OUT key_hash text)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    made core.api_keys;
BEGIN
    SELECT c.outcome, c.body, c.replay_of INTO outcome, body, replay_of
    FROM core.idempotency_claim(caller_id, 'merchant_key_create', idempotency_key, fingerprint) AS c;
    IF outcome IS NULL THEN
        outcome := CASE
            WHEN core.merchant_office(caller_id, allowed_roles, resource, merchant_id) IS NULL
                THEN 'merchant_not_found'
            WHEN EXISTS (SELECT FROM core.api_keys AS k WHERE k.hash = merchant_key_create.hash)
                THEN 'idempotency_key_reused' -- after its seven days
            WHEN expires_at <= now() THEN 'expiry_past'
            WHEN core.api_keys_full(merchant_id) THEN 'api_key_limit' END;
        IF outcome = 'idempotency_key_reused' THEN
            RETURN;
        ELSIF outcome IS NULL THEN
            INSERT INTO core.api_keys
                (merchant_id, name, mode, scopes, hash, display, created_by, requests_per_minute,
                 expires_at)
            VALUES (merchant_key_create.merchant_id, merchant_key_create.name,
                    merchant_key_create.mode,
                    ARRAY(SELECT DISTINCT s FROM jsonb_array_elements_text(
                        merchant_key_create.scopes) AS s ORDER BY s),
                    merchant_key_create.hash, merchant_key_create.display, caller_id,
                    merchant_key_create.requests_per_minute,
                    merchant_key_create.expires_at)
            RETURNING * INTO made;
            PERFORM core.api_key_audit(
                caller_id, 'merchant_key_create', made,
                jsonb_build_object('mode', made.mode, 'scopes', made.scopes), request_id);
            outcome := 'ok';
            body := core.api_key_json(made);
        END IF;
        PERFORM core.idempotency_store(caller_id, 'merchant_key_create', idempotency_key,
                                       fingerprint, request_id, outcome, body);
    END IF;
    SELECT k.hash::text INTO key_hash FROM core.api_keys AS k WHERE k.id = (body ->> 'id')::uuid;
END
$$;
