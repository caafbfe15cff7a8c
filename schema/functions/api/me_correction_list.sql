-- What the caller wanted corrected, and what became of it, newest first.
CREATE OR REPLACE FUNCTION api.me_correction_list(
    caller_id uuid, "limit" bigint, cursor text, OUT outcome text, OUT body json)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    before_id uuid := core.cursor_before(cursor);
    page core.corrections[];
BEGIN
    IF before_id IS NULL THEN
        outcome := 'cursor_invalid';
        RETURN;
    END IF;
    page := ARRAY(
        SELECT c FROM core.corrections AS c
        WHERE c.member_id = me_correction_list.caller_id AND c.id < before_id
        ORDER BY c.id DESC LIMIT "limit" + 1);
    SELECT row_to_json(answer) INTO body FROM (
        SELECT coalesce(json_agg(core.correction_json(c) ORDER BY c.id DESC), '[]') AS items,
               CASE WHEN cardinality(page) > "limit" THEN core.cursor_encode(json_build_object(
                   'id', (page["limit"]).id)) END AS next_cursor
        FROM unnest(page[:"limit"]) AS c) AS answer;
    outcome := 'ok';
END
$$;
