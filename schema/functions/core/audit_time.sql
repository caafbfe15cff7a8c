-- A time as what is sealed writes it: 2026-11-25T10:04:05.678901Z.
CREATE OR REPLACE FUNCTION core.audit_time(moment timestamptz) RETURNS text
LANGUAGE sql STABLE
AS $$
    SELECT to_char(moment AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
$$;
