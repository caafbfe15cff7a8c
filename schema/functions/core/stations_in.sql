-- Stations that stand in any of some boxes and pass the filters; NULL: no filter. One that stands in two boxes
-- comes twice. Put in line, as core.station_page.
CREATE OR REPLACE FUNCTION core.stations_in(
    boxes geometry[], minute integer, open_now boolean, facilities text[], district text)
RETURNS SETOF core.stations
LANGUAGE sql STABLE
AS $$
    SELECT s.*
    FROM unnest(boxes) AS box
    JOIN core.stations AS s ON s.location && box
    WHERE s.status = 'active'
        AND (open_now IS NOT TRUE OR core.station_is_open(
            s.open_24h, s.open_minutes, s.exceptional, s.exceptional_open, minute))
        AND (stations_in.facilities IS NULL OR s.facilities @> stations_in.facilities)
        AND (district IS NULL OR s.district_code = district)
$$;
