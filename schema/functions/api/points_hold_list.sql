-- The merchant's holds, the newest first; of one state, or the one with a reference.
CREATE OR REPLACE FUNCTION api.points_hold_list(
    caller_id uuid, key_mode text, state text, reference text, "limit" bigint, cursor text,
    OUT outcome text, OUT body json)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    before_id uuid := core.cursor_before(cursor);
    page core.holds[];
BEGIN
    IF before_id IS NULL THEN
        outcome := 'cursor_invalid';
        RETURN;
    END IF;
    page := ARRAY(
        SELECT h FROM core.holds AS h
        WHERE h.kind = 'merchant' AND h.merchant_id = caller_id AND key_mode = 'live'
            AND h.id < before_id
            AND (points_hold_list.state IS NULL OR h.state = points_hold_list.state)
            AND (points_hold_list.reference IS NULL OR h.reference = points_hold_list.reference)
        ORDER BY h.id DESC LIMIT "limit" + 1);
    SELECT row_to_json(answer) INTO body FROM (
        SELECT coalesce(json_agg(core.hold_json(h) ORDER BY h.id DESC), '[]') AS items,
               CASE WHEN cardinality(page) > "limit" THEN core.cursor_encode(json_build_object(
                   'id', (page["limit"]).id)) END AS next_cursor
        FROM unnest(page[:"limit"]) AS h) AS answer;
    outcome := 'ok';
END
$$;
