-- What a map shows of some stations.
CREATE OR REPLACE FUNCTION core.map_stations(station_ids uuid[], crs text, minute integer) RETURNS json
LANGUAGE plpgsql STABLE
SET search_path = core, public, pg_temp
AS $$
BEGIN
    RETURN (
        SELECT coalesce(json_agg(json_build_object(
            'id', s.id, 'name', s.name, 'lng', trim_scale(round(ST_X(place)::numeric, 7)), 'lat', trim_scale(round(ST_Y(place)::numeric, 7)),
            'open_now', core.station_is_open(s.open_24h, s.open_minutes, s.exceptional, s.exceptional_open, minute),
            'next_change_at', core.minute_json(core.station_next_change(
                s.open_24h, s.week_changes, s.open_minutes, s.exceptional, s.exceptional_open, minute))::json,
            'open_24h', s.open_24h, 'freshness', core.station_freshness(s.confirmed_at, now()),
            'unconfirmed', s.unconfirmed_since IS NOT NULL) ORDER BY s.id), '[]')
        FROM core.stations AS s
        CROSS JOIN LATERAL core.gcj02_to(map_stations.crs, s.location) AS place
        WHERE s.id = ANY (station_ids));
END
$$;
