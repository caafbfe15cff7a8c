-- How fresh the word about a station is, 0 … 100: 100 when somebody has just seen it, less by one for every
-- seven hours and twelve minutes since, 0 after thirty days or when nobody ever did. In line, for lists.
CREATE OR REPLACE FUNCTION core.station_freshness(confirmed_at timestamptz, at timestamptz) RETURNS bigint
LANGUAGE sql IMMUTABLE
AS $$
    SELECT greatest(0, least(100, 100 - floor(coalesce(
        date_part('epoch', at - confirmed_at), 2592000) / 25920)))::bigint -- a float: extract's numeric is slow
$$;
