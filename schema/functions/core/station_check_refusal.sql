-- Why a member's word about a station, which the caller has locked, does not count; NULL: it does. here: where the
-- member is, in GCJ-02; used for this and forgotten.
CREATE OR REPLACE FUNCTION core.station_check_refusal(
    station core.stations, member_id uuid, here geometry, is_open boolean)
RETURNS text
LANGUAGE sql STABLE
AS $$
    SELECT CASE
        WHEN station.id IS NULL THEN 'station_not_found'
        WHEN public.ST_DistanceSpheroid(station.location, here) > rules.check_within_m THEN 'station_too_far'
        WHEN NOT is_open AND NOT core.station_is_open(
            station.open_24h, station.open_minutes, station.exceptional, station.exceptional_open, core.minute_at(now()))
            THEN 'station_not_due_open'
        WHEN (SELECT count(*) FROM core.station_checks AS c
              WHERE c.member_id = station_check_refusal.member_id AND c.day = core.today())
            >= rules.checks_a_day THEN 'station_day_limit' END
    FROM core.station_rules AS rules
$$;
