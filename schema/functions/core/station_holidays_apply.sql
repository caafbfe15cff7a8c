-- Lets stations that heed days off follow those of now, at most batch_size of them, and answers how many did. Those
-- that somebody else holds are left for the next time.
CREATE OR REPLACE FUNCTION core.station_holidays_apply(batch_size bigint) RETURNS bigint
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    version CONSTANT bigint := (SELECT r.holidays_version FROM core.station_rules AS r);
    behind CONSTANT uuid[] := ARRAY(
        SELECT s.id FROM core.stations AS s
        WHERE s.holiday_hours <> 'usual' AND s.holidays_version < version
        ORDER BY s.holidays_version, s.id LIMIT batch_size FOR NO KEY UPDATE SKIP LOCKED);
BEGIN
    UPDATE core.stations AS s
    SET (exceptional, exceptional_open) = (
            SELECT e.exceptional, e.exceptional_open
            FROM core.station_exceptional(s.id, s.open_24h, s.holiday_hours) AS e),
        holidays_version = version
    WHERE s.id = ANY (behind);
    RETURN cardinality(behind);
END
$$;
