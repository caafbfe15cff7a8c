-- Adds to the sums of a station's day.
CREATE OR REPLACE FUNCTION core.station_count(
    station_id uuid, day date, visits bigint, open_checks bigint, shut_checks bigint)
RETURNS void
LANGUAGE sql VOLATILE
AS $$
    INSERT INTO core.station_days AS d (station_id, day, visits, open_checks, shut_checks)
    VALUES (station_count.station_id, station_count.day, station_count.visits, station_count.open_checks,
            station_count.shut_checks)
    ON CONFLICT ON CONSTRAINT station_days_pkey DO UPDATE
    SET visits = d.visits + excluded.visits, open_checks = d.open_checks + excluded.open_checks,
        shut_checks = d.shut_checks + excluded.shut_checks
$$;
