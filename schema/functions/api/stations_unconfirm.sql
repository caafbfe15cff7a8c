-- Stations in service that nobody has confirmed for too long count as unconfirmed, those first that wait longest;
-- at most batch_size at a time.
CREATE OR REPLACE FUNCTION api.stations_unconfirm(batch_size bigint, OUT outcome text, OUT body json)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, public, pg_temp
AS $$
DECLARE
    latest CONSTANT timestamptz := now() - (SELECT r.unconfirmed_after_days FROM core.station_rules AS r)
                                           * interval '1 day';
    due CONSTANT uuid[] := ARRAY(
        SELECT s.id FROM core.stations AS s
        WHERE s.status = 'active' AND s.unconfirmed_since IS NULL
            AND coalesce(s.confirmed_at, s.created_at) <= latest
        ORDER BY coalesce(s.confirmed_at, s.created_at) LIMIT batch_size FOR NO KEY UPDATE SKIP LOCKED);
BEGIN
    IF cardinality(due) > 0 THEN
        PERFORM core.station_doubted(s, 'lapsed') FROM core.stations AS s WHERE s.id = ANY (due);
        PERFORM core.audit_write_many(
            'system', NULL, 'stations_unconfirm', array_agg(s.organisation_id), 'station', array_agg(s.id),
            array_agg(jsonb_build_object('unconfirmed_since', jsonb_build_array(NULL, s.unconfirmed_since))),
            NULL, NULL)
        FROM core.stations AS s WHERE s.id = ANY (due);
    END IF;
    outcome := 'ok';
    body := json_build_object('unconfirmed', cardinality(due));
END
$$;
