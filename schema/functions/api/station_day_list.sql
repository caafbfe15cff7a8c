-- How many visited a station and what was said of it on the last days up to today, the latest first; days without
-- a row had nobody.
CREATE OR REPLACE FUNCTION api.station_day_list(
    caller_id uuid, allowed_roles text[], resource text, station_id uuid, days bigint,
    OUT outcome text, OUT body json)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    since CONSTANT date := core.today() - days::integer + 1;
BEGIN
    outcome := CASE
        WHEN core.station_office(caller_id, allowed_roles, resource, station_id) IS NULL THEN 'station_not_found'
        ELSE 'ok' END;
    IF outcome = 'ok' THEN
        SELECT row_to_json(answer) INTO body FROM (
            SELECT since, coalesce(sum(d.visits), 0)::bigint AS visits,
                coalesce(json_agg(json_build_object(
                    'day', d.day, 'visits', d.visits, 'open_checks', d.open_checks,
                    'shut_checks', d.shut_checks) ORDER BY d.day DESC), '[]') AS days
            FROM core.station_days AS d
            WHERE d.station_id = station_day_list.station_id AND d.day >= since) AS answer;
    END IF;
END
$$;
