-- What the caller has reported, newest first.
CREATE OR REPLACE FUNCTION api.me_station_ticket_list(
    caller_id uuid, "limit" bigint, cursor text, OUT outcome text, OUT body json)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    before_id CONSTANT uuid := core.cursor_before(cursor);
BEGIN
    outcome := CASE WHEN before_id IS NULL THEN 'cursor_invalid' ELSE 'ok' END;
    IF outcome = 'ok' THEN
        body := core.station_ticket_page(ARRAY(
            SELECT t FROM core.station_tickets AS t
            WHERE t.reporter_id = ANY (core.accounts_of(caller_id)) AND t.id < before_id
            ORDER BY t.id DESC LIMIT "limit" + 1), "limit");
    END IF;
END
$$;
