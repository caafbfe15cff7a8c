-- The calendar day of a moment where the members live.
CREATE OR REPLACE FUNCTION core.local_day(moment timestamptz) RETURNS date
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT (moment AT TIME ZONE 'Asia/Shanghai')::date
$$;
