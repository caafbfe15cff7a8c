-- The same as core.station_next_change, with exceptional days ahead. Between them it can only change at the
-- first change of the week after each, in them at the ends of a span, and at their own ends.
CREATE OR REPLACE FUNCTION core.station_next_exceptional(
    open_24h boolean, week_changes integer[], open_minutes int4multirange, exceptional int4multirange,
    exceptional_open int4multirange, minute integer)
RETURNS integer
LANGUAGE plpgsql IMMUTABLE
AS $$
DECLARE
    was_open boolean := core.station_is_open(open_24h, open_minutes, exceptional, exceptional_open, minute);
BEGIN
    RETURN (
        SELECT min(c.at)
        FROM (
            SELECT minute AS at
            UNION ALL SELECT upper(span) FROM unnest(exceptional) AS span
            UNION ALL SELECT lower(span) FROM unnest(exceptional) AS span
            UNION ALL SELECT lower(span) FROM unnest(exceptional_open) AS span
            UNION ALL SELECT upper(span) FROM unnest(exceptional_open) AS span) AS edge
        CROSS JOIN LATERAL (
            SELECT edge.at
            UNION ALL
            SELECT edge.at + core.week_wait(week_changes, edge.at)
            WHERE NOT open_24h AND cardinality(week_changes) > 0) AS c
        WHERE c.at > minute
          AND core.station_is_open(open_24h, open_minutes, exceptional, exceptional_open, c.at) <> was_open);
END
$$;
