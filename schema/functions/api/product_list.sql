-- Products on sale, newest first; zone, category and q (part of the name) narrow the list down.
CREATE OR REPLACE FUNCTION api.product_list(zone text, category text, q text, "limit" bigint,
                                            cursor text, OUT outcome text, OUT body json)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    before bigint := CASE WHEN cursor IS NULL THEN 9223372036854775807
                          ELSE core.cursor_bigint(core.cursor_decode(cursor), 'at') END;
    wanted text := nullif(btrim(q), '');
    places bigint[];
    ids uuid[];
BEGIN
    IF before IS NULL THEN
        outcome := 'cursor_invalid';
        RETURN;
    ELSIF wanted IS NULL THEN
        SELECT array_agg(p.place), array_agg(p.id) INTO places, ids
        FROM core.product_page(zone, category, before, "limit" + 1) AS p;
    ELSE
        SELECT array_agg(p.place), array_agg(p.id) INTO places, ids
        FROM core.product_search(zone, category, wanted, before, "limit" + 1) AS p;
    END IF;
    SELECT row_to_json(answer) INTO body FROM (
        SELECT coalesce((SELECT json_agg(c.item ORDER BY c.nth)
                         FROM core.product_cards(ids[:"limit"]) AS c), '[]') AS items,
            CASE WHEN cardinality(ids) > "limit" THEN core.cursor_encode(json_build_object(
                'at', places["limit"])) END AS next_cursor) AS answer;
    outcome := 'ok';
END
$$;
