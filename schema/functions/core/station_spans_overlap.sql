-- Whether spans of a day or a week run into each other: hours as [{"weekday", "opens", "closes"}], without a weekday
-- all of one day. A span that closes when it opens does not count as one, and overlaps. A week's last span may run
-- into its first.
CREATE OR REPLACE FUNCTION core.station_spans_overlap(hours jsonb) RETURNS boolean
LANGUAGE sql IMMUTABLE
AS $$
    WITH span AS (
        SELECT h.ord, core.span_minutes(coalesce((h.hour ->> 'weekday')::integer - 1, 0) * 1440,
                                        (h.hour ->> 'opens')::time, (h.hour ->> 'closes')::time) AS minutes,
               (h.hour ->> 'weekday')::integer IS NOT DISTINCT FROM 8 AS is_holiday,
               (h.hour ->> 'weekday') IS NOT NULL AS is_weekly, h.hour ->> 'opens' = h.hour ->> 'closes' AS is_none
        FROM jsonb_array_elements(hours) WITH ORDINALITY AS h (hour, ord)
    )
    SELECT coalesce(bool_or(a.is_none OR a.minutes && b.minutes
        OR (a.is_weekly AND NOT a.is_holiday
            AND int4range(lower(a.minutes) - 10080, upper(a.minutes) - 10080) && b.minutes)), false)
    FROM span AS a
    LEFT JOIN span AS b ON b.ord <> a.ord AND b.is_holiday = a.is_holiday
$$;
