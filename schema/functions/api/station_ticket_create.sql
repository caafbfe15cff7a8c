-- A member reports what is wrong at a station that is in service: once while such a ticket is open.
CREATE OR REPLACE FUNCTION api.station_ticket_create(
    caller_id uuid, station_id uuid, kind text, facility text, note text, idempotency_key text, fingerprint bytea,
    request_id uuid, OUT outcome text, OUT body json, OUT replay_of uuid)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    station core.stations;
    ticket core.station_tickets;
BEGIN
    SELECT c.outcome, c.body, c.replay_of INTO outcome, body, replay_of
    FROM core.idempotency_claim(caller_id, 'station_ticket_create', idempotency_key, fingerprint) AS c;
    IF outcome IS NOT NULL THEN
        RETURN;
    END IF;
    PERFORM FROM core.members AS m WHERE m.id = caller_id FOR NO KEY UPDATE; -- who counts alone
    station := core.station_locked(station_id);
    outcome := CASE
        WHEN core.benefits_from(caller_id) IS NULL THEN 'membership_required'
        WHEN station.id IS NULL THEN 'station_not_found'
        WHEN NOT CASE WHEN kind = 'facility' THEN coalesce(facility = ANY (station.facilities), false)
                      ELSE facility IS NULL END THEN 'station_ticket_misfit'
        WHEN (SELECT count(*) FROM core.station_tickets AS t
              WHERE t.reporter_id = caller_id AND core.local_day(t.created_at) = core.today())
            >= (SELECT r.tickets_a_day FROM core.station_rules AS r) THEN 'station_day_limit' END;
    IF outcome IS NULL THEN
        ticket := core.station_ticket_open(station.id, kind, facility, note, caller_id);
        outcome := CASE WHEN ticket.id IS NULL THEN 'station_ticket_exists' ELSE 'ok' END;
    END IF;
    IF outcome = 'ok' THEN
        PERFORM core.audit_write(
            'member', caller_id, 'station_ticket_create', station.organisation_id, 'station_ticket', ticket.id,
            jsonb_build_object('station_id', station.id, 'kind', kind, 'facility', facility), NULL, request_id);
        body := core.station_ticket_json(ticket);
    END IF;
    PERFORM core.idempotency_store(caller_id, 'station_ticket_create', idempotency_key, fingerprint, request_id,
                                   outcome, body);
END
$$;
