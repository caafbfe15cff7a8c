-- The stations that the caller keeps, newest first.
CREATE OR REPLACE FUNCTION api.me_station_list(
    caller_id uuid, "limit" bigint, cursor text, OUT outcome text, OUT body json)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, public, pg_temp
AS $$
DECLARE
    before_id CONSTANT uuid := core.cursor_before(cursor);
BEGIN
    outcome := CASE WHEN before_id IS NULL THEN 'cursor_invalid' ELSE 'ok' END;
    IF outcome = 'ok' THEN
        body := core.station_case_page(ARRAY(
            SELECT s FROM core.stations AS s
            WHERE s.id IN (SELECT g.station_id FROM core.role_grants AS g WHERE g.member_id = caller_id)
                AND s.id < before_id AND core.station_is_kept_by(s.id, caller_id)
            ORDER BY s.id DESC LIMIT "limit" + 1), "limit");
    END IF;
END
$$;
