-- A merchant's own products, newest first; of one status, or changed since a moment.
CREATE OR REPLACE FUNCTION api.merchant_product_list(
    caller_id uuid, key_mode text, status text, updated_since timestamptz, "limit" bigint,
    cursor text, OUT outcome text, OUT body json)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    before bigint := core.cursor_bigint(core.cursor_decode(cursor), 'at');
    page core.products[];
BEGIN
    IF cursor IS NOT NULL AND before IS NULL THEN
        outcome := 'cursor_invalid';
        RETURN;
    END IF;
    page := ARRAY(
        SELECT p FROM core.products AS p
        WHERE p.merchant_id = caller_id AND p.mode = key_mode
            AND (before IS NULL OR p.position < before)
            AND (merchant_product_list.status IS NULL OR p.status = merchant_product_list.status)
            AND (updated_since IS NULL OR p.updated_at >= updated_since)
        ORDER BY p.position DESC LIMIT "limit" + 1);
    SELECT row_to_json(answer) INTO body FROM (
        SELECT coalesce((SELECT json_agg(core.merchant_product_json(p) ORDER BY p.position DESC)
                         FROM unnest(page[:"limit"]) AS p), '[]') AS items,
            CASE WHEN cardinality(page) > "limit" THEN core.cursor_encode(json_build_object(
                'at', (page["limit"]).position)) END AS next_cursor) AS answer;
    outcome := 'ok';
END
$$;
