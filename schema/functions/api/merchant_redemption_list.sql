-- What was redeemed at the caller's tills, the newest first; the one with a reference of the merchant's.
CREATE OR REPLACE FUNCTION api.merchant_redemption_list(
    caller_id uuid, key_id uuid, key_mode text, reference text, "limit" bigint, cursor text,
    OUT outcome text, OUT body json)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    before_id uuid := core.cursor_before(cursor);
    page core.redemptions[];
BEGIN
    IF before_id IS NULL THEN
        outcome := 'cursor_invalid';
        RETURN;
    END IF;
    page := ARRAY(
        SELECT r.made
        FROM (SELECT caller_id AS merchant_id, NULL::uuid AS store_id WHERE key_id IS NOT NULL
              UNION ALL
              SELECT s.merchant_id, s.store_id FROM core.merchant_staff_of(caller_id) AS s
              WHERE key_id IS NULL) AS place
        CROSS JOIN LATERAL (
            SELECT made FROM core.redemptions AS made
            WHERE made.merchant_id = place.merchant_id AND made.id < before_id AND made.mode = key_mode
                AND (place.store_id IS NULL OR made.store_id = place.store_id)
                AND (merchant_redemption_list.reference IS NULL
                     OR made.reference = merchant_redemption_list.reference)
            ORDER BY made.id DESC LIMIT "limit" + 1) AS r
        ORDER BY (r.made).id DESC LIMIT "limit" + 1);
    SELECT row_to_json(answer) INTO body FROM (
        SELECT coalesce(json_agg(core.redemption_json(r) ORDER BY r.id DESC), '[]') AS items,
               CASE WHEN cardinality(page) > "limit" THEN core.cursor_encode(json_build_object(
                   'id', (page["limit"]).id)) END AS next_cursor
        FROM unnest(page[:"limit"]) AS r) AS answer;
    outcome := 'ok';
END
$$;
