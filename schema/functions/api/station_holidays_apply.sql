-- Lets the next stations follow days off that have changed (core.station_holidays_apply).
CREATE OR REPLACE FUNCTION api.station_holidays_apply(batch_size bigint, OUT outcome text, OUT body json)
LANGUAGE sql VOLATILE SECURITY DEFINER
SET search_path = core, public, pg_temp
AS $$
    SELECT 'ok', json_build_object('stations', core.station_holidays_apply(batch_size))
$$;
