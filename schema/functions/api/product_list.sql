-- Products on sale, newest first; zone, category and q (part of the name) narrow the list down.
CREATE OR REPLACE FUNCTION api.product_list(zone text, category text, q text, "limit" bigint,
                                            cursor text, OUT outcome text, OUT body json)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    after_id uuid := core.cursor_uuid(core.cursor_decode(cursor), 'id');
BEGIN
    IF cursor IS NOT NULL AND after_id IS NULL THEN
        outcome := 'cursor_invalid';
        RETURN;
    END IF;
    SELECT row_to_json(answer) INTO body FROM (
        SELECT coalesce(json_agg(page.item ORDER BY page.ord)
                        FILTER (WHERE page.ord <= "limit"), '[]') AS items,
               CASE WHEN count(*) > "limit" THEN core.cursor_encode(json_build_object(
                   'id', max(page.id::text) FILTER (WHERE page.ord = "limit"))) END AS next_cursor
        FROM core.product_page(zone, category, nullif(btrim(q), ''), after_id, "limit" + 1)
             WITH ORDINALITY AS page(id, item, ord)) AS answer;
    outcome := 'ok';
END
$$;
