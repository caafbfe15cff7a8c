-- A distance in metres, at most radius_m, within which lie the next row_limit stations after the
-- place (after_distance, after_id) that pass the filters, or all of them if there are fewer.
-- NULL: from the start, no filter. open_minute as in core.minute_at.
--
-- The index orders by degrees, and a degree of longitude is shorter than one of latitude: the
-- nearest in degrees are not quite the nearest in metres. But if some row_limit stations lie
-- within a distance, the nearest row_limit in metres do too. So the index's own rounded order
-- (<#>) will do, which spares what <-> costs to be exact about degrees.
CREATE OR REPLACE FUNCTION core.station_reach(
    here geometry, radius_m double precision, row_limit bigint, after_distance double precision,
    after_id uuid, open_minute integer, facilities text[], district text)
RETURNS double precision
LANGUAGE plpgsql STABLE
AS $$
DECLARE
    box geometry := core.station_box(here, radius_m);
    found_count bigint;
    reach double precision;
BEGIN
    SELECT count(*), max(near.distance) INTO found_count, reach
    FROM (
        SELECT ST_DistanceSpheroid(s.location, here) AS distance
        FROM core.stations AS s
        WHERE s.status = 'active' AND s.location && box
          AND (open_minute IS NULL OR core.station_is_open(
              s.open_24h, s.open_minutes, s.exceptional, s.exceptional_open, open_minute))
          AND (station_reach.facilities IS NULL OR s.facilities @> station_reach.facilities)
          AND (district IS NULL OR s.district_code = district)
          AND (after_id IS NULL
               OR (ST_DistanceSpheroid(s.location, here), s.id) > (after_distance, after_id))
        ORDER BY s.location <#> here
        LIMIT row_limit) AS near;
    RETURN CASE WHEN found_count < row_limit THEN radius_m ELSE least(reach, radius_m) END;
END
$$;
