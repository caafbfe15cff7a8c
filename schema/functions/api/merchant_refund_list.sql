-- What buyers ask back of the merchant's orders, the newest first; of one state when it is given.
CREATE OR REPLACE FUNCTION api.merchant_refund_list(
    caller_id uuid, key_mode text, state text, "limit" bigint, cursor text, OUT outcome text,
    OUT body json)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    before_id uuid := core.cursor_before(cursor);
    page core.order_refunds[];
BEGIN
    IF before_id IS NULL THEN
        outcome := 'cursor_invalid';
        RETURN;
    END IF;
    page := ARRAY(
        SELECT r FROM core.order_refunds AS r JOIN core.orders AS o ON o.id = r.order_id
        WHERE o.merchant_id = caller_id AND key_mode = 'live' AND r.id < before_id
            AND (merchant_refund_list.state IS NULL OR r.state = merchant_refund_list.state)
        ORDER BY r.id DESC LIMIT "limit" + 1);
    SELECT row_to_json(answer) INTO body FROM (
        SELECT coalesce(json_agg(core.order_refund_json(r) ORDER BY r.id DESC), '[]') AS items,
               CASE WHEN cardinality(page) > "limit" THEN core.cursor_encode(json_build_object(
                   'id', (page["limit"]).id)) END AS next_cursor
        FROM unnest(page[:"limit"]) AS r) AS answer;
    outcome := 'ok';
END
$$;
