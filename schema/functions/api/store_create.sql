-- A new store of a merchant.
CREATE OR REPLACE FUNCTION api.store_create(
    caller_id uuid, allowed_roles text[], resource text, merchant_id uuid, name text, address text,
    lng double precision, lat double precision, hours text, idempotency_key text, fingerprint bytea,
    request_id uuid, OUT outcome text, OUT body json, OUT replay_of uuid)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, public, pg_temp
AS $$
DECLARE
    made core.stores;
BEGIN
    SELECT c.outcome, c.body, c.replay_of INTO outcome, body, replay_of
    FROM core.idempotency_claim(caller_id, 'store_create', idempotency_key, fingerprint) AS c;
    IF outcome IS NOT NULL THEN
        RETURN;
    END IF;
    IF core.merchant_office(caller_id, allowed_roles, resource, merchant_id) IS NULL THEN
        outcome := 'merchant_not_found';
    ELSE
        INSERT INTO core.stores AS s (merchant_id, name, address, location, hours)
        VALUES (store_create.merchant_id, store_create.name, store_create.address,
                ST_SetSRID(ST_MakePoint(lng, lat), 4326), coalesce(store_create.hours, ''))
        ON CONFLICT DO NOTHING
        RETURNING s.* INTO made;
        outcome := CASE WHEN made.id IS NULL THEN 'store_name_taken' ELSE 'ok' END;
    END IF;
    IF outcome = 'ok' THEN
        body := core.store_json(made);
        PERFORM core.merchant_audit(caller_id, 'store_create', merchant_id, 'store', made.id,
            core.json_changes(NULL, body::jsonb - '{id,merchant}'::text[]), NULL, request_id);
    END IF;
    PERFORM core.idempotency_store(caller_id, 'store_create', idempotency_key, fingerprint, request_id,
                                   outcome, body);
END
$$;
