-- The kinds of goods that are shown, in their order.
CREATE OR REPLACE FUNCTION api.category_list("limit" bigint, cursor text,
                                             OUT outcome text, OUT body json)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    place jsonb := core.cursor_decode(cursor);
    after_position bigint := coalesce(core.cursor_bigint(place, 'at'), 0);
    page core.categories[];
BEGIN
    IF cursor IS NOT NULL AND (after_position = 0 OR place ->> 'name' IS NULL) THEN
        outcome := 'cursor_invalid';
        RETURN;
    END IF;
    page := ARRAY(
        SELECT c FROM core.categories AS c
        WHERE (c.position, c.name) > (after_position, coalesce(place ->> 'name', ''))
            AND c.retired_at IS NULL
        ORDER BY c.position, c.name LIMIT "limit" + 1);
    SELECT row_to_json(answer) INTO body FROM (
        SELECT coalesce((SELECT json_agg(row_to_json(part) ORDER BY part.position, part.name)
                         FROM (SELECT c.name, c.position FROM unnest(page[:"limit"]) AS c) AS part),
                        '[]') AS items,
            CASE WHEN cardinality(page) > "limit" THEN core.cursor_encode(json_build_object(
                'at', (page["limit"]).position, 'name', (page["limit"]).name)) END
                AS next_cursor) AS answer;
    outcome := 'ok';
END
$$;
