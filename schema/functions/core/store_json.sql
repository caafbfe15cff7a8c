-- A store as everybody sees it; its place in GCJ-02.
CREATE OR REPLACE FUNCTION core.store_json(store core.stores) RETURNS json
LANGUAGE sql STABLE
AS $$
    SELECT row_to_json(shown) FROM (
        SELECT store.id, core.merchant_label(store.merchant_id) AS merchant, store.name, store.address,
            public.ST_X(store.location) AS lng, public.ST_Y(store.location) AS lat, store.hours,
            store.status) AS shown
$$;
