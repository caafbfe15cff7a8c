-- What a map shows of some stations.
CREATE OR REPLACE FUNCTION core.map_stations(station_ids uuid[], crs text, minute integer) RETURNS json
LANGUAGE plpgsql STABLE
SET search_path = core, public, pg_temp
AS $$
BEGIN
    RETURN (
        SELECT coalesce(json_agg(row_to_json(shown) ORDER BY shown.id), '[]')
        FROM (
            SELECT s.id, s.name, trim_scale(round(ST_X(place)::numeric, 7)) AS lng,
                trim_scale(round(ST_Y(place)::numeric, 7)) AS lat,
                core.station_is_open(s.open_24h, s.open_minutes, s.exceptional, s.exceptional_open, minute) AS open_now,
                core.minute_json(core.station_next_change(
                    s.open_24h, s.week_changes, s.open_minutes, s.exceptional, s.exceptional_open, minute))::json
                    AS next_change_at,
                s.open_24h, core.station_freshness(s.confirmed_at, now()) AS freshness,
                s.unconfirmed_since IS NOT NULL AS unconfirmed, s.facilities
            FROM core.stations AS s
            CROSS JOIN LATERAL core.gcj02_to(map_stations.crs, s.location) AS place
            WHERE s.id = ANY (station_ids)) AS shown);
END
$$;
