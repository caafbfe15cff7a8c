-- What happened to the merchant's things in the last thirty days, newest first, for keys of this mode.
CREATE OR REPLACE FUNCTION api.merchant_event_list(
    caller_id uuid, key_mode text, type text, "limit" bigint, cursor text,
    OUT outcome text, OUT body json)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    before_id uuid := core.cursor_before(cursor);
    page core.events[];
BEGIN
    IF before_id IS NULL THEN
        outcome := 'cursor_invalid';
        RETURN;
    END IF;
    page := ARRAY(
        SELECT v FROM core.events AS v
        WHERE v.merchant_id = caller_id AND v.mode = key_mode AND v.id < before_id
            AND (merchant_event_list.type IS NULL OR v.kind = merchant_event_list.type)
        ORDER BY v.id DESC LIMIT "limit" + 1);
    SELECT row_to_json(answer) INTO body FROM (
        SELECT coalesce(json_agg(core.event_json(v) ORDER BY v.id DESC), '[]') AS items,
               CASE WHEN cardinality(page) > "limit" THEN core.cursor_encode(json_build_object(
                   'id', (page["limit"]).id)) END AS next_cursor
        FROM unnest(page[:"limit"]) AS v) AS answer;
    outcome := 'ok';
END
$$;
