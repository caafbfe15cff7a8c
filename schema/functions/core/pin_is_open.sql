-- Whether a station is open in a minute (core.minute_at), by its pin. Put in line.
CREATE OR REPLACE FUNCTION core.pin_is_open(
    station_id uuid, open_24h boolean, open_minutes int4multirange, exceptional int4multirange,
    exceptional_open int4multirange, minute integer)
RETURNS boolean
LANGUAGE sql STABLE
AS $$
    SELECT CASE WHEN open_minutes IS NULL THEN core.station_row_is_open(station_id, minute)
                ELSE core.station_is_open(open_24h, open_minutes, exceptional, exceptional_open, minute) END
$$;
