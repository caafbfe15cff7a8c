-- The lines of a settlement that is the caller's business, in their order.
CREATE OR REPLACE FUNCTION api.settlement_line_list(
    caller_id uuid, allowed_roles text[], resource text, key_id uuid, key_mode text, settlement_id uuid,
    "limit" bigint, cursor text, OUT outcome text, OUT body json)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    after bigint := CASE WHEN cursor IS NULL THEN 0 ELSE core.cursor_bigint(core.cursor_decode(cursor), 'line') END;
    page core.settlement_lines[];
BEGIN
    outcome := CASE
        WHEN after IS NULL THEN 'cursor_invalid'
        WHEN NOT EXISTS (SELECT FROM core.settlements AS s
                         WHERE s.id = settlement_line_list.settlement_id AND key_mode = 'live'
                             AND core.settlement_is_seen(s, caller_id, allowed_roles, resource, key_id))
            THEN 'settlement_not_found'
        ELSE 'ok' END;
    IF outcome = 'ok' THEN
        page := ARRAY(SELECT l FROM core.settlement_lines AS l
                      WHERE l.settlement_id = settlement_line_list.settlement_id AND l.line > after
                      ORDER BY l.line LIMIT "limit" + 1);
        SELECT row_to_json(answer) INTO body FROM (
            SELECT coalesce(json_agg(core.settlement_line_json(l) ORDER BY l.line), '[]') AS items,
                   CASE WHEN cardinality(page) > "limit" THEN core.cursor_encode(json_build_object(
                       'line', (page["limit"]).line)) END AS next_cursor
            FROM unnest(page[:"limit"]) AS l) AS answer;
    END IF;
END
$$;
