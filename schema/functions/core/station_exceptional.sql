-- Where a station's week does not tell, from two days ago on, and when it is open there; both in minutes
-- (core.minute_at). A day is exceptional when it has exceptions of its own, or is a holiday that the station
-- heeds. A span that begins on it may end on the next day, so both days are looked at whole.
CREATE OR REPLACE FUNCTION core.station_exceptional(
    station_id uuid, open_24h boolean, holiday_hours text,
    OUT exceptional int4multirange, OUT exceptional_open int4multirange)
LANGUAGE plpgsql STABLE
AS $$
DECLARE
    days date[] := core.station_exceptional_days(station_id, holiday_hours);
BEGIN
    exceptional := '{}';
    exceptional_open := '{}';
    IF days IS NULL THEN
        RETURN;
    END IF;
    SELECT range_agg(int4range(core.minute_of_day(day), core.minute_of_day(day + 2)))
    INTO exceptional
    FROM unnest(days) AS day;
    SELECT exceptional * coalesce(range_agg(span.minutes), '{}') INTO exceptional_open
    FROM (SELECT DISTINCT day + beside AS day FROM unnest(days) AS day, generate_series(-1, 1) AS beside) AS near
    CROSS JOIN LATERAL core.station_day_spans(
        station_exceptional.station_id, near.day, near.day = ANY (days), open_24h, holiday_hours)
        AS span (minutes);
END
$$;
