-- A merchant's stores, newest first, closed ones too.
CREATE OR REPLACE FUNCTION api.store_list(merchant_id uuid, "limit" bigint, cursor text,
                                          OUT outcome text, OUT body json)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    before_id uuid := core.cursor_before(cursor);
    page core.stores[];
BEGIN
    outcome := CASE
        WHEN before_id IS NULL THEN 'cursor_invalid'
        WHEN NOT EXISTS (SELECT FROM core.merchants AS m
                         WHERE m.id = store_list.merchant_id AND m.status = 'active')
            THEN 'merchant_not_found'
        ELSE 'ok' END;
    IF outcome <> 'ok' THEN
        RETURN;
    END IF;
    page := ARRAY(
        SELECT s FROM core.stores AS s
        WHERE s.merchant_id = store_list.merchant_id AND s.id < before_id
        ORDER BY s.id DESC LIMIT "limit" + 1);
    SELECT row_to_json(answer) INTO body FROM (
        SELECT coalesce((SELECT json_agg(core.store_json(s) ORDER BY s.id DESC)
                         FROM unnest(page[:"limit"]) AS s), '[]') AS items,
            CASE WHEN cardinality(page) > "limit" THEN core.cursor_encode(json_build_object(
                'id', (page["limit"]).id)) END AS next_cursor) AS answer;
END
$$;
