-- Replaces a key by a new one with the same rights; both are good until the overlap ends. See
-- api.merchant_key_create for hashes, displays and key_hash; which of the two is needed only the old
-- key's mode tells.
CREATE OR REPLACE FUNCTION api.merchant_key_rotate(
    caller_id uuid, allowed_roles text[], resource text, merchant_id uuid, api_key_id uuid,
    overlap_hours bigint, live_hash bytea, live_display text, test_hash bytea, test_display text,
    idempotency_key text, fingerprint bytea, request_id uuid,
    OUT outcome text, OUT body json, OUT replay_of uuid, OUT key_hash text)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    old core.api_keys;
    made core.api_keys;
BEGIN
    SELECT c.outcome, c.body, c.replay_of INTO outcome, body, replay_of
    FROM core.idempotency_claim(caller_id, 'merchant_key_rotate', idempotency_key, fingerprint) AS c;
    IF outcome IS NULL THEN
        SELECT k.* INTO old FROM core.api_keys AS k
        WHERE k.id = merchant_key_rotate.api_key_id
            AND k.merchant_id = merchant_key_rotate.merchant_id
            AND core.merchant_office(caller_id, allowed_roles, resource, k.merchant_id) IS NOT NULL
        FOR NO KEY UPDATE;
        outcome := CASE
            WHEN old.id IS NULL THEN 'api_key_not_found'
            WHEN EXISTS (SELECT FROM core.api_keys AS k WHERE k.hash IN (live_hash, test_hash))
                THEN 'idempotency_key_reused' -- after its seven days
            WHEN NOT core.api_key_is_live(old) THEN 'api_key_ended'
            WHEN old.replaced_by IS NOT NULL THEN 'api_key_replaced'
            WHEN core.api_keys_full(merchant_id) THEN 'api_key_limit' END;
        IF outcome = 'idempotency_key_reused' THEN
            RETURN;
        ELSIF outcome IS NULL THEN
            outcome := 'ok';
            made := core.api_key_replace(
                old, overlap_hours, caller_id,
                CASE old.mode WHEN 'live' THEN live_hash ELSE test_hash END,
                CASE old.mode WHEN 'live' THEN live_display ELSE test_display END, request_id);
            body := core.api_key_json(made);
        END IF;
        PERFORM core.idempotency_store(caller_id, 'merchant_key_rotate', idempotency_key,
                                       fingerprint, request_id, outcome, body);
    END IF;
    SELECT k.hash::text INTO key_hash FROM core.api_keys AS k WHERE k.id = (body ->> 'id')::uuid;
END
$$;
