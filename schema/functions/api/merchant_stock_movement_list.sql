-- Every movement of one of a merchant's SKUs, newest first.
CREATE OR REPLACE FUNCTION api.merchant_stock_movement_list(
    caller_id uuid, key_mode text, sku_id uuid, "limit" bigint, cursor text,
    OUT outcome text, OUT body json)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    before bigint := core.cursor_bigint(core.cursor_decode(cursor), 'at');
    page core.stock_movements[];
BEGIN
    outcome := CASE
        WHEN cursor IS NOT NULL AND before IS NULL THEN 'cursor_invalid'
        WHEN NOT EXISTS (SELECT FROM core.merchant_skus(caller_id, key_mode) AS s
                         WHERE s.id = merchant_stock_movement_list.sku_id) THEN 'sku_not_found'
        ELSE 'ok' END;
    IF outcome <> 'ok' THEN
        RETURN;
    END IF;
    page := ARRAY(
        SELECT m FROM core.stock_movements AS m
        WHERE m.sku_id = merchant_stock_movement_list.sku_id AND (before IS NULL OR m.seq < before)
        ORDER BY m.seq DESC LIMIT "limit" + 1);
    SELECT row_to_json(answer) INTO body FROM (
        SELECT coalesce((
                SELECT json_agg(row_to_json(shown) ORDER BY m.seq DESC)
                FROM unnest(page[:"limit"]) AS m
                CROSS JOIN LATERAL (
                    SELECT m.seq::text AS id, m.kind, m.on_hand_delta AS stock_delta,
                        m.reserved_delta, m.sold_delta, m.on_hand_after AS stock_after, m.reason,
                        m.at AS created_at) AS shown), '[]') AS items,
            CASE WHEN cardinality(page) > "limit" THEN core.cursor_encode(json_build_object(
                'at', (page["limit"]).seq)) END AS next_cursor) AS answer;
END
$$;
