-- Whether a station is open in a minute (core.minute_at). Nothing set, so that it is put in line.
CREATE OR REPLACE FUNCTION core.station_is_open(
    open_24h boolean, open_minutes int4multirange, exceptional int4multirange, exceptional_open int4multirange,
    minute integer)
RETURNS boolean
LANGUAGE sql IMMUTABLE
AS $$
    SELECT CASE WHEN exceptional @> minute THEN exceptional_open @> minute
                ELSE open_24h OR open_minutes @> (minute + 4800) % 10080 END
$$;
