-- A member in front of a station says that it is open, or shut although it should be open: one word a day. Open
-- confirms it; shut, said by enough of them since it was last confirmed, makes it unconfirmed and opens a ticket. The
-- same word once more changes nothing. The audit does not say who: where somebody was is kept for a week only.
CREATE OR REPLACE FUNCTION api.station_check(
    caller_id uuid, station_id uuid, lng double precision, lat double precision, is_open boolean,
    request_id uuid, OUT outcome text, OUT body json)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, public, pg_temp
AS $$
DECLARE
    today CONSTANT date := core.today();
    station core.stations;
    said boolean;
BEGIN
    IF core.benefits_from(caller_id) IS NULL THEN
        outcome := 'membership_required';
        RETURN;
    END IF;
    PERFORM FROM core.members AS m WHERE m.id = caller_id FOR NO KEY UPDATE;
    station := core.station_locked(station_id);
    said := (SELECT c.is_open FROM core.station_checks AS c
             WHERE c.station_id = station.id AND c.day = today AND c.member_id = caller_id);
    outcome := CASE
        WHEN said = is_open THEN 'ok'
        WHEN said IS NOT NULL THEN 'station_checked_already'
        ELSE coalesce(core.station_check_refusal(
            station, caller_id, ST_SetSRID(ST_MakePoint(lng, lat), 4326), is_open), 'ok') END;
    IF outcome = 'ok' AND said IS NULL THEN
        INSERT INTO core.station_checks (station_id, day, member_id, is_open)
        VALUES (station.id, today, caller_id, station_check.is_open);
        PERFORM core.station_count(station.id, today, 0, is_open::integer, (NOT is_open)::integer);
        PERFORM core.audit_write('system', NULL, 'station_check', station.organisation_id, 'station', station.id,
                                 jsonb_build_object('is_open', is_open), NULL, request_id);
        IF is_open THEN
            station := core.station_seen(station, 'check', 'member', caller_id);
        ELSIF station.unconfirmed_since IS NULL AND (
            SELECT count(*) FROM core.station_checks AS c
            WHERE c.station_id = station.id AND c.day = today AND NOT c.is_open
                AND c.at > coalesce(station.confirmed_at, '-infinity'))
            >= (SELECT r.shut_checks FROM core.station_rules AS r) THEN
            station := core.station_doubted(station, 'shut');
            PERFORM core.station_ticket_open(station.id, 'shut', NULL, NULL, NULL);
        END IF;
    END IF;
    IF outcome = 'ok' THEN
        body := core.station_truth_json(station);
    END IF;
END
$$;
