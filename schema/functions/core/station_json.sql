-- All there is to know of a station, in the coordinates asked for; minute is now (core.minute_at).
CREATE OR REPLACE FUNCTION core.station_json(station core.stations, crs text, minute integer) RETURNS json
LANGUAGE sql STABLE
AS $$
    SELECT row_to_json(shown)
    FROM (
        SELECT station.id, station.name, station.address, trim_scale(round(public.ST_X(place)::numeric, 7)) AS lng,
            trim_scale(round(public.ST_Y(place)::numeric, 7)) AS lat, station_json.crs AS crs,
            station.status = 'active' AND core.station_is_open(
                station.open_24h, station.open_minutes, station.exceptional, station.exceptional_open, minute)
                AS open_now,
            CASE WHEN station.status = 'active' THEN core.minute_json(core.station_next_change(
                station.open_24h, station.week_changes, station.open_minutes, station.exceptional,
                station.exceptional_open, minute))::json END AS next_change_at,
            core.station_freshness(station.confirmed_at, now()) AS freshness,
            station.unconfirmed_since IS NOT NULL AS unconfirmed, station.open_24h, station.facilities,
            station.verified_at, station.confirmed_at, station.district_code,
            core.station_hours_json(station.id) AS hours, station.holiday_hours,
            core.station_exceptions_json(station.id) AS exceptions, station.phone, station.host_unit,
            station.capacity, station.area_m2, station.photos, station.honours, station.status
        FROM core.gcj02_to(station_json.crs, station.location) AS place) AS shown
$$;
