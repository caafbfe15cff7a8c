-- The minute (core.minute_at) in which a day begins in Shanghai.
CREATE OR REPLACE FUNCTION core.minute_of_day(day date) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT (day - date '1970-01-01') * 1440 - 480
$$;
