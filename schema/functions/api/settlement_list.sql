-- Settlements that are the caller's business, the newest first; of one merchant, or of one state.
CREATE OR REPLACE FUNCTION api.settlement_list(
    caller_id uuid, allowed_roles text[], resource text, key_id uuid, key_mode text, merchant_id uuid, state text,
    "limit" bigint, cursor text, OUT outcome text, OUT body json)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    before_id uuid := core.cursor_before(cursor);
    mine CONSTANT uuid[] := CASE WHEN key_id IS NOT NULL THEN ARRAY[caller_id] ELSE ARRAY(
        SELECT s.merchant_id FROM core.merchant_staff_of(caller_id) AS s WHERE s.role = 'owner') END;
    page core.settlements[];
BEGIN
    IF before_id IS NULL THEN
        outcome := 'cursor_invalid';
        RETURN;
    END IF;
    page := ARRAY(
        SELECT s FROM core.settlements AS s
        JOIN core.organisations AS o ON o.id = s.organisation_id
        WHERE s.id < before_id AND key_mode = 'live'
            AND (settlement_list.merchant_id IS NULL OR s.merchant_id = settlement_list.merchant_id)
            AND (settlement_list.state IS NULL OR s.state = settlement_list.state)
            AND (s.merchant_id = ANY (mine) OR key_id IS NULL AND EXISTS (
                SELECT FROM core.staff_ranges(caller_id, allowed_roles, resource, NULL) AS r
                WHERE o.path >= r.path_from AND o.path < r.path_until))
        ORDER BY s.id DESC LIMIT "limit" + 1);
    SELECT row_to_json(answer) INTO body FROM (
        SELECT coalesce(json_agg(core.settlement_json(s) ORDER BY s.id DESC), '[]') AS items,
               CASE WHEN cardinality(page) > "limit" THEN core.cursor_encode(json_build_object(
                   'id', (page["limit"]).id)) END AS next_cursor
        FROM unnest(page[:"limit"]) AS s) AS answer;
    outcome := 'ok';
END
$$;
