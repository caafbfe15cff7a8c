-- Whole minutes since 1970-01-01 00:00 UTC. The minute of the week in Shanghai, counted from Monday 00:00, is
-- (minute + 4800) % 10080, for there it was Thursday 08:00, and there is no summer time.
CREATE OR REPLACE FUNCTION core.minute_at(at timestamptz) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT floor(extract(epoch FROM at) / 60)::integer
$$;
