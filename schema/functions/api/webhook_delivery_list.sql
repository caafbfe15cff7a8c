-- Deliveries to the merchant's endpoints of the key's mode, newest first; to one endpoint, in one state,
-- of one event, as asked.
CREATE OR REPLACE FUNCTION api.webhook_delivery_list(
    caller_id uuid, key_mode text, endpoint_id uuid, event_id uuid, state text, "limit" bigint,
    cursor text, OUT outcome text, OUT body json)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    before_id uuid := core.cursor_before(cursor);
    page core.webhook_deliveries[];
BEGIN
    IF before_id IS NULL THEN
        outcome := 'cursor_invalid';
        RETURN;
    END IF;
    page := ARRAY(
        SELECT n.d FROM core.webhook_endpoints AS e
        CROSS JOIN LATERAL (
            SELECT i AS d, i.id FROM core.webhook_deliveries AS i
            WHERE i.endpoint_id = e.id AND i.id < before_id
                AND (webhook_delivery_list.event_id IS NULL
                     OR i.event_id = webhook_delivery_list.event_id)
                AND (webhook_delivery_list.state IS NULL OR i.state = webhook_delivery_list.state)
            ORDER BY i.id DESC LIMIT "limit" + 1) AS n
        WHERE e.merchant_id = caller_id AND e.mode = key_mode
            AND (webhook_delivery_list.endpoint_id IS NULL
                 OR e.id = webhook_delivery_list.endpoint_id)
        ORDER BY n.id DESC LIMIT "limit" + 1);
    SELECT row_to_json(answer) INTO body FROM (
        SELECT coalesce(json_agg(core.webhook_delivery_json(d) ORDER BY d.id DESC), '[]') AS items,
               CASE WHEN cardinality(page) > "limit" THEN core.cursor_encode(json_build_object(
                   'id', (page["limit"]).id)) END AS next_cursor
        FROM unnest(page[:"limit"]) AS d) AS answer;
    outcome := 'ok';
END
$$;
