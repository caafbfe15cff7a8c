-- Closes last month for merchants that have something to settle of it, from the second day of the month on: what
-- the staff do not close themselves. Answers how many were closed.
CREATE OR REPLACE FUNCTION api.settlements_close(batch_size bigint, OUT outcome text, OUT body json)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    last CONSTANT date := (date_trunc('month', core.today()::timestamp) - interval '1 month')::date;
    until CONSTANT timestamptz := date_trunc('month', core.today()::timestamp) AT TIME ZONE 'Asia/Shanghai';
    made core.settlements;
    due uuid;
    closed bigint := 0;
BEGIN
    FOR due IN
        SELECT m.id FROM core.merchants AS m
        WHERE extract(day FROM core.today()) > 1
            AND NOT EXISTS (SELECT FROM core.settlements AS s WHERE s.merchant_id = m.id AND s.month = last)
            AND EXISTS (SELECT FROM core.settlement_sources(m.id, until))
        ORDER BY m.id LIMIT batch_size
    LOOP
        made := core.settlement_close(due, last, NULL);
        IF made.id IS NOT NULL THEN
            PERFORM core.settlement_audit('system', NULL, 'settlements_close', made, NULL, NULL, NULL);
            closed := closed + 1;
        END IF;
    END LOOP;
    outcome := 'ok';
    body := json_build_object('closed', closed);
END
$$;
