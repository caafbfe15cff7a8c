-- Repairs that nobody has denied for as long as core.station_rules says count as confirmed; at most batch_size.
CREATE OR REPLACE FUNCTION api.station_tickets_settle(batch_size bigint, OUT outcome text, OUT body json)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    due CONSTANT uuid[] := ARRAY(
        SELECT t.id FROM core.station_tickets AS t
        WHERE t.state = 'fixed' AND t.fixed_at <= now() - interval '1 hour' * (
            SELECT r.confirm_hours FROM core.station_rules AS r)
        ORDER BY t.fixed_at LIMIT batch_size FOR NO KEY UPDATE SKIP LOCKED);
BEGIN
    IF cardinality(due) > 0 THEN
        UPDATE core.station_tickets AS t SET state = 'confirmed', confirmed_at = now(), confirmed_by = 'time'
        WHERE t.id = ANY (due);
        PERFORM core.station_event(t.station_id, 'ticket_confirmed', 'system', NULL,
                                   jsonb_build_object('ticket_id', t.id))
        FROM core.station_tickets AS t WHERE t.id = ANY (due);
        PERFORM core.audit_write_many(
            'system', NULL, 'station_tickets_settle', array_agg(s.organisation_id), 'station_ticket', array_agg(t.id),
            array_agg(jsonb_build_object('state', jsonb_build_array('fixed', t.state))), NULL, NULL)
        FROM core.station_tickets AS t JOIN core.stations AS s ON s.id = t.station_id
        WHERE t.id = ANY (due);
    END IF;
    outcome := 'ok';
    body := json_build_object('confirmed', cardinality(due));
END
$$;
