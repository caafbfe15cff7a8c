-- The merchant's discounts, the newest first.
CREATE OR REPLACE FUNCTION api.merchant_discount_list(
    caller_id uuid, key_mode text, "limit" bigint, cursor text, OUT outcome text, OUT body json)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    before_id uuid := core.cursor_before(cursor);
    page core.merchant_discounts[];
BEGIN
    IF before_id IS NULL THEN
        outcome := 'cursor_invalid';
        RETURN;
    END IF;
    page := ARRAY(
        SELECT d FROM core.merchant_discounts AS d
        WHERE d.merchant_id = caller_id AND key_mode = 'live' AND d.id < before_id
        ORDER BY d.id DESC LIMIT "limit" + 1);
    SELECT row_to_json(answer) INTO body FROM (
        SELECT coalesce(json_agg(core.merchant_discount_json(d) ORDER BY d.id DESC), '[]') AS items,
               CASE WHEN cardinality(page) > "limit" THEN core.cursor_encode(json_build_object(
                   'id', (page["limit"]).id)) END AS next_cursor
        FROM unnest(page[:"limit"]) AS d) AS answer;
    outcome := 'ok';
END
$$;
