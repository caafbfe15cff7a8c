-- A moment as spreadsheets here write it; NULL for none.
CREATE OR REPLACE FUNCTION core.sheet_time(moment timestamptz) RETURNS text
LANGUAGE sql STABLE
AS $$
    SELECT to_char(moment AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI:SS')
$$;
