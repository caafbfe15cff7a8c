-- A merchant's keys, newest first, ended ones too.
CREATE OR REPLACE FUNCTION api.merchant_key_list(
    caller_id uuid, allowed_roles text[], resource text, merchant_id uuid, "limit" bigint,
    cursor text, OUT outcome text, OUT body json)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    before_id uuid := core.cursor_before(cursor);
    page core.api_keys[];
BEGIN
    IF before_id IS NULL THEN
        outcome := 'cursor_invalid';
        RETURN;
    END IF;
    IF core.merchant_office(caller_id, allowed_roles, resource, merchant_id) IS NULL THEN
        outcome := 'merchant_not_found';
        RETURN;
    END IF;
    page := ARRAY(
        SELECT k FROM core.api_keys AS k
        WHERE k.merchant_id = merchant_key_list.merchant_id AND k.id < before_id
        ORDER BY k.id DESC LIMIT "limit" + 1);
    SELECT row_to_json(answer) INTO body FROM (
        SELECT coalesce((SELECT json_agg(core.api_key_json(k) ORDER BY k.id DESC)
                         FROM unnest(page[:"limit"]) AS k), '[]') AS items,
            CASE WHEN cardinality(page) > "limit" THEN core.cursor_encode(json_build_object(
                'id', page["limit"].id)) END AS next_cursor) AS answer;
    outcome := 'ok';
END
$$;
