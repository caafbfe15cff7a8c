-- The calendar day of this transaction where the unions are.
CREATE OR REPLACE FUNCTION core.today() RETURNS date
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT (now() AT TIME ZONE 'Asia/Shanghai')::date
$$;
