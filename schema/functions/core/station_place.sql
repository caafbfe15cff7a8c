-- Where a request says that a station stands, {"lng", "lat", "crs"}, in GCJ-02 to 0.1 m; NULL for NULL.
CREATE OR REPLACE FUNCTION core.station_place(place jsonb) RETURNS geometry
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = core, public, pg_temp
AS $$
    SELECT ST_SetSRID(ST_MakePoint(round(ST_X(p)::numeric, 6)::double precision,
                                   round(ST_Y(p)::numeric, 6)::double precision), 4326)
    FROM core.gcj02_from(coalesce(place ->> 'crs', 'gcj02'), ST_SetSRID(ST_MakePoint(
        (place ->> 'lng')::double precision, (place ->> 'lat')::double precision), 4326)) AS p
    WHERE place IS NOT NULL
$$;
