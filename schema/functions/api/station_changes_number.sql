-- Numbers the changes of stations that have none yet, at most batch_size. Only one at a time does, and its numbers
-- are visible before the next begins; whoever comes meanwhile leaves it be.
CREATE OR REPLACE FUNCTION api.station_changes_number(batch_size bigint, OUT outcome text, OUT body json)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    numbered bigint := 0;
BEGIN
    IF pg_try_advisory_xact_lock(hashtextextended('core.station_changes', 0)) THEN
        UPDATE core.station_changes AS c SET number = nextval('core.station_change_numbers')
        WHERE c.station_id IN (
            SELECT n.station_id FROM core.station_changes AS n
            WHERE n.number IS NULL LIMIT batch_size FOR UPDATE SKIP LOCKED);
        GET DIAGNOSTICS numbered = ROW_COUNT;
    END IF;
    outcome := 'ok';
    body := json_build_object('numbered', numbered);
END
$$;
