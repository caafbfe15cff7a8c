-- Merchants in business, newest first; of one kind, or with q in the name.
CREATE OR REPLACE FUNCTION api.merchant_list(kind text, q text, "limit" bigint, cursor text,
                                             OUT outcome text, OUT body json)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    before_id uuid := core.cursor_before(cursor);
    page core.merchants[];
BEGIN
    IF before_id IS NULL THEN
        outcome := 'cursor_invalid';
        RETURN;
    END IF;
    page := ARRAY(
        SELECT m FROM core.merchants AS m
        WHERE m.status = 'active' AND m.id < before_id
            AND (merchant_list.kind IS NULL OR m.kind = merchant_list.kind)
            AND (merchant_list.q IS NULL
                 OR strpos(lower(m.name), lower(btrim(merchant_list.q))) > 0)
        ORDER BY m.id DESC LIMIT "limit" + 1);
    SELECT row_to_json(answer) INTO body FROM (
        SELECT coalesce((SELECT json_agg(core.merchant_json(m) ORDER BY m.id DESC)
                         FROM unnest(page[:"limit"]) AS m), '[]') AS items,
            CASE WHEN cardinality(page) > "limit" THEN core.cursor_encode(json_build_object(
                'id', (page["limit"]).id)) END AS next_cursor) AS answer;
    outcome := 'ok';
END
$$;
