-- Who works or has worked for a merchant, newest first.
CREATE OR REPLACE FUNCTION api.merchant_staff_list(
    caller_id uuid, allowed_roles text[], resource text, merchant_id uuid, "limit" bigint,
    cursor text, OUT outcome text, OUT body json)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    before_id uuid := core.cursor_before(cursor);
    page core.merchant_staff[];
BEGIN
    outcome := CASE
        WHEN before_id IS NULL THEN 'cursor_invalid'
        WHEN core.merchant_office(caller_id, allowed_roles, resource, merchant_id) IS NULL
            THEN 'merchant_not_found'
        ELSE 'ok' END;
    IF outcome <> 'ok' THEN
        RETURN;
    END IF;
    page := ARRAY(
        SELECT s FROM core.merchant_staff AS s
        WHERE s.merchant_id = merchant_staff_list.merchant_id AND s.id < before_id
        ORDER BY s.id DESC LIMIT "limit" + 1);
    SELECT row_to_json(answer) INTO body FROM (
        SELECT coalesce((SELECT json_agg(core.merchant_staff_json(s) ORDER BY s.id DESC)
                         FROM unnest(page[:"limit"]) AS s), '[]') AS items,
            CASE WHEN cardinality(page) > "limit" THEN core.cursor_encode(json_build_object(
                'id', (page["limit"]).id)) END AS next_cursor) AS answer;
END
$$;
