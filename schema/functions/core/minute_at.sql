-- Whole minutes since 1970-01-01 00:00 UTC. The minute of the week in Shanghai, counted from Monday 00:00, is
-- (minute + 4800) % 10080, for there it was Thursday 08:00, and there is no summer time. In PL/pgSQL: an SQL function
-- would be planned anew by every statement that calls it, for date_part, which depends on nothing here, is not marked
-- immutable, and so it could not be put in line.
CREATE OR REPLACE FUNCTION core.minute_at(at timestamptz) RETURNS integer
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
AS $$
BEGIN
    RETURN floor(date_part('epoch', at) / 60)::integer;
END
$$;
