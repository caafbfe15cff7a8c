-- A merchant as everybody sees it.
CREATE OR REPLACE FUNCTION core.merchant_json(merchant core.merchants) RETURNS json
LANGUAGE sql STABLE
AS $$
    SELECT row_to_json(shown) FROM (
        SELECT merchant.id, merchant.name, merchant.kind, merchant.district_code, merchant.address,
            public.ST_X(merchant.location) AS lng, public.ST_Y(merchant.location) AS lat,
            merchant.introduction) AS shown
$$;
