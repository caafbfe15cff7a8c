-- What the caller has suggested, newest first.
CREATE OR REPLACE FUNCTION api.me_station_suggestion_list(
    caller_id uuid, "limit" bigint, cursor text, OUT outcome text, OUT body json)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    before_id CONSTANT uuid := core.cursor_before(cursor);
BEGIN
    outcome := CASE WHEN before_id IS NULL THEN 'cursor_invalid' ELSE 'ok' END;
    IF outcome = 'ok' THEN
        body := core.station_suggestion_page(ARRAY(
            SELECT s FROM core.station_suggestions AS s
            WHERE s.member_id = ANY (core.accounts_of(caller_id)) AND s.id < before_id
            ORDER BY s.id DESC LIMIT "limit" + 1), "limit");
    END IF;
END
$$;
