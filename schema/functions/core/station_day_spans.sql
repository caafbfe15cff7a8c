-- The spans in which a station is open that begin on a day, in minutes (core.minute_at). Exceptions go before
-- holidays, which go before the week.
CREATE OR REPLACE FUNCTION core.station_day_spans(
    station_id uuid, day date, is_exceptional boolean, open_24h boolean, holiday_hours text)
RETURNS SETOF int4range
LANGUAGE plpgsql STABLE
AS $$
DECLARE
    midnight integer := core.minute_of_day(day);
    holiday core.holidays;
    hours_of bigint := extract(isodow FROM day);
BEGIN
    IF is_exceptional AND EXISTS (SELECT FROM core.station_exceptions AS e
            WHERE e.station_id = station_day_spans.station_id AND e.day = station_day_spans.day) THEN
        RETURN QUERY
        SELECT core.span_minutes(midnight, e.opens, e.closes)
        FROM core.station_exceptions AS e
        WHERE e.station_id = station_day_spans.station_id AND e.day = station_day_spans.day
          AND e.opens IS NOT NULL;
        RETURN;
    END IF;
    IF is_exceptional AND holiday_hours <> 'usual' THEN
        SELECT * INTO holiday FROM core.holidays AS h WHERE h.day = station_day_spans.day;
        IF FOUND AND holiday.worked_as IS NULL THEN
            IF holiday_hours = 'closed' THEN
                RETURN;
            END IF;
            hours_of := 8;
        ELSIF FOUND THEN
            hours_of := holiday.worked_as;
        END IF;
    END IF;
    IF open_24h AND hours_of <> 8 THEN
        RETURN NEXT int4range(midnight, midnight + 1440);
    END IF;
    RETURN QUERY
    SELECT core.span_minutes(midnight, h.opens, h.closes)
    FROM core.station_hours AS h
    WHERE h.station_id = station_day_spans.station_id AND h.weekday = hours_of;
END
$$;
