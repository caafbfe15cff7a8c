-- The days from two days ago on for which a station's week does not tell, NULL when there are none.
CREATE OR REPLACE FUNCTION core.station_exceptional_days(station_id uuid, holiday_hours text)
RETURNS date[]
LANGUAGE sql STABLE
AS $$
    SELECT array_agg(day)
    FROM (
        SELECT e.day FROM core.station_exceptions AS e WHERE e.station_id = station_exceptional_days.station_id
        UNION
        SELECT h.day FROM core.holidays AS h WHERE station_exceptional_days.holiday_hours <> 'usual') AS d
    WHERE day >= (now() AT TIME ZONE 'Asia/Shanghai')::date - 2
$$;
