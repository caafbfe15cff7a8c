-- A member is in a station, as the code says that they have scanned there; counts once a day. The audit does not
-- say who: where somebody was is kept for a week only.
CREATE OR REPLACE FUNCTION api.station_visit(
    caller_id uuid, station_id uuid, code_is_good boolean, request_id uuid, OUT outcome text, OUT body json)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, public, pg_temp
AS $$
DECLARE
    today CONSTANT date := core.today();
    station core.stations;
    is_counted boolean;
BEGIN
    IF core.benefits_from(caller_id) IS NULL THEN
        outcome := 'membership_required';
        RETURN;
    END IF;
    PERFORM FROM core.members AS m WHERE m.id = caller_id FOR NO KEY UPDATE;
    station := core.station_locked(station_id);
    is_counted := NOT EXISTS (SELECT FROM core.station_visits AS v WHERE v.station_id = station.id
                                  AND v.day = today AND v.member_id = caller_id);
    outcome := CASE
        WHEN station.id IS NULL THEN 'station_not_found'
        WHEN NOT code_is_good THEN 'station_code_invalid'
        WHEN is_counted AND (SELECT count(*) FROM core.station_visits AS v
                             WHERE v.member_id = caller_id AND v.day = today)
             >= (SELECT r.visits_a_day FROM core.station_rules AS r) THEN 'station_day_limit'
        ELSE 'ok' END;
    IF outcome = 'ok' AND is_counted THEN
        INSERT INTO core.station_visits (station_id, day, member_id) VALUES (station.id, today, caller_id);
        PERFORM core.station_count(station.id, today, 1, 0, 0);
        PERFORM core.audit_write('system', NULL, 'station_visit', station.organisation_id, 'station', station.id,
                                 NULL, NULL, request_id);
        station := core.station_seen(station, 'visit', 'member', caller_id);
    END IF;
    IF outcome = 'ok' THEN
        body := json_build_object('is_counted', is_counted, 'visits_today', (
            SELECT d.visits FROM core.station_days AS d WHERE d.station_id = station.id AND d.day = today));
    END IF;
END
$$;
