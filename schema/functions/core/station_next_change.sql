-- The minute (core.minute_at) in which a station next opens or shuts, NULL when it never does. Put in line; the
-- week's changes are searched by halves, and only an exceptional day before that one needs more thought.
CREATE OR REPLACE FUNCTION core.station_next_change(
    open_24h boolean, week_changes integer[], open_minutes int4multirange, exceptional int4multirange,
    exceptional_open int4multirange, minute integer)
RETURNS integer
LANGUAGE sql IMMUTABLE
AS $$
    SELECT CASE
        WHEN NOT isempty(exceptional) AND exceptional && int4range(minute, CASE WHEN NOT open_24h THEN
            minute + core.week_wait(week_changes, minute) + 1 END) THEN core.station_next_exceptional(
            open_24h, week_changes, open_minutes, exceptional, exceptional_open, minute)
        WHEN open_24h OR cardinality(week_changes) = 0 THEN NULL
        ELSE minute + core.week_wait(week_changes, minute) END
$$;
