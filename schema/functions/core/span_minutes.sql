-- The minutes from opening to closing on the day whose midnight is given; closing at or before opening is on
-- the next day.
CREATE OR REPLACE FUNCTION core.span_minutes(midnight integer, opens time, closes time)
RETURNS int4range
LANGUAGE sql IMMUTABLE
AS $$
    SELECT int4range(midnight + (extract(epoch FROM opens) / 60)::integer,
                     midnight + (extract(epoch FROM closes) / 60)::integer
                     + CASE WHEN closes <= opens THEN 1440 ELSE 0 END)
$$;
