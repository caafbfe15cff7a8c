-- Whether the caller may show the code of a station in a span of time (slot: 60-second spans since 1970), and until
-- when the code is good. The code itself is made and checked outside.
CREATE OR REPLACE FUNCTION api.station_code_get(
    caller_id uuid, allowed_roles text[], resource text, station_id uuid, slot bigint,
    OUT outcome text, OUT body json)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
BEGIN
    outcome := CASE
        WHEN core.station_office(caller_id, allowed_roles, resource, station_id) IS NULL THEN 'station_not_found'
        ELSE 'ok' END;
    IF outcome = 'ok' THEN
        body := json_build_object('next_at', to_timestamp((slot + 1) * 60),
                                  'expires_at', to_timestamp((slot + 2) * 60));
    END IF;
END
$$;
