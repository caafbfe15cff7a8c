-- Minutes since Monday 00:00 in Shanghai, which has no summer time: 0 to 10079.
CREATE OR REPLACE FUNCTION core.minute_of_week(at timestamptz) RETURNS integer
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT ((extract(isodow FROM at AT TIME ZONE 'Asia/Shanghai') - 1) * 1440
            + extract(hour FROM at AT TIME ZONE 'Asia/Shanghai') * 60
            + extract(minute FROM at AT TIME ZONE 'Asia/Shanghai'))::integer
$$;
