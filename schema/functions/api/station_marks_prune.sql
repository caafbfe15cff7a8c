-- Forgets who visited or checked a station more than a week ago, at most batch_size rows of each.
CREATE OR REPLACE FUNCTION api.station_marks_prune(batch_size bigint, OUT outcome text, OUT body json)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    latest CONSTANT date := core.today() - 7;
    visits bigint;
    checks bigint;
BEGIN
    DELETE FROM core.station_visits AS v
    WHERE v.ctid IN (SELECT o.ctid FROM core.station_visits AS o WHERE o.day < latest LIMIT batch_size);
    GET DIAGNOSTICS visits = ROW_COUNT;
    DELETE FROM core.station_checks AS c
    WHERE c.ctid IN (SELECT o.ctid FROM core.station_checks AS o WHERE o.day < latest LIMIT batch_size);
    GET DIAGNOSTICS checks = ROW_COUNT;
    outcome := 'ok';
    body := json_build_object('visits', visits, 'checks', checks);
END
$$;
