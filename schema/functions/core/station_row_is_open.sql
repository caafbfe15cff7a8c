-- Whether a station is open in a minute (core.minute_at), by its own row: for one with too many spans for its pin.
CREATE OR REPLACE FUNCTION core.station_row_is_open(station_id uuid, minute integer) RETURNS boolean
LANGUAGE plpgsql STABLE
AS $$
BEGIN
    RETURN (SELECT core.station_is_open(s.open_24h, s.open_minutes, s.exceptional, s.exceptional_open, minute)
            FROM core.stations AS s WHERE s.id = station_id);
END
$$;
