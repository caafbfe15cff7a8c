-- Changes what is given of one of a merchant's stores; closes it or opens it again.
CREATE OR REPLACE FUNCTION api.store_update(
    caller_id uuid, allowed_roles text[], resource text, merchant_id uuid, store_id uuid, name text,
    address text, lng double precision, lat double precision, hours text, status text,
    request_id uuid, OUT outcome text, OUT body json)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, public, pg_temp
AS $$
DECLARE
    store core.stores;
    was jsonb;
    changes jsonb;
BEGIN
    SELECT s.* INTO store FROM core.stores AS s
    WHERE s.id = store_update.store_id AND s.merchant_id = store_update.merchant_id
        AND core.merchant_office(caller_id, allowed_roles, resource, s.merchant_id) IS NOT NULL
    FOR NO KEY UPDATE;
    IF store.id IS NULL THEN
        outcome := 'store_not_found';
        RETURN;
    END IF;
    outcome := 'ok';
    was := core.store_json(store);
    UPDATE core.stores AS s
    SET name = coalesce(store_update.name, s.name),
        address = coalesce(store_update.address, s.address),
        location = ST_SetSRID(ST_MakePoint(coalesce(lng, ST_X(s.location)),
                                           coalesce(lat, ST_Y(s.location))), 4326),
        hours = coalesce(store_update.hours, s.hours),
        status = coalesce(store_update.status, s.status)
    WHERE s.id = store.id
    RETURNING s.* INTO store;
    body := core.store_json(store);
    changes := core.json_changes(was, body::jsonb);
    IF changes <> '{}' THEN
        PERFORM core.merchant_audit(caller_id, 'store_update', store.merchant_id, 'store', store.id,
                                    changes, NULL, request_id);
    END IF;
EXCEPTION
    WHEN unique_violation THEN
        outcome := 'store_name_taken';
        body := NULL;
END
$$;
