-- How sure it is that a station is as shown.
CREATE OR REPLACE FUNCTION core.station_truth_json(station core.stations) RETURNS json
LANGUAGE sql STABLE
AS $$
    SELECT row_to_json(shown) FROM (
        SELECT station.id AS station_id, station.verified_at, station.verified_by, station.confirmed_at,
            station.unconfirmed_since, core.station_freshness(station.confirmed_at, now()) AS freshness
    ) AS shown
$$;
