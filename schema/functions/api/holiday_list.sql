-- The days off of a year, and the days worked in their stead.
CREATE OR REPLACE FUNCTION api.holiday_list(year bigint, OUT outcome text, OUT body json)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
    SELECT 'ok', json_build_object('year', year, 'days', core.holidays_json(
        make_date(year::integer, 1, 1), make_date(year::integer, 12, 31)))
$$;
