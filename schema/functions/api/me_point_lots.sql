-- What the caller has to spend, lot by lot, in the order in which it will be spent. The cursor names
-- the last lot shown.
CREATE OR REPLACE FUNCTION api.me_point_lots(
    caller_id uuid, "limit" bigint, cursor text, OUT outcome text, OUT body json)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    shown core.lots;
    page core.lots[];
BEGIN
    SELECT l.* INTO shown FROM core.lots AS l
    WHERE l.id = core.cursor_uuid(core.cursor_decode(cursor), 'id') AND l.member_id = caller_id;
    IF cursor IS NOT NULL AND shown.id IS NULL THEN
        outcome := 'cursor_invalid';
        RETURN;
    END IF;
    page := ARRAY(
        SELECT l FROM core.lots AS l
        WHERE l.member_id = caller_id AND l.remaining > 0 AND l.expires_at > now()
            AND (l.expires_at, l.id) > (coalesce(shown.expires_at, '-infinity'),
                                        coalesce(shown.id, uuid '00000000-0000-0000-0000-000000000000'))
        ORDER BY l.expires_at, l.id LIMIT "limit" + 1);
    SELECT row_to_json(answer) INTO body FROM (
        SELECT coalesce(json_agg(core.lot_json(l) ORDER BY l.expires_at, l.id), '[]') AS items,
               CASE WHEN cardinality(page) > "limit" THEN core.cursor_encode(json_build_object(
                   'id', (page["limit"]).id)) END AS next_cursor
        FROM unnest(page[:"limit"]) AS l) AS answer;
    outcome := 'ok';
END
$$;
