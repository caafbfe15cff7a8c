-- The caller's points that may not be spent yet, the newest first.
CREATE OR REPLACE FUNCTION api.me_pending_points(
    caller_id uuid, "limit" bigint, cursor text, OUT outcome text, OUT body json)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    before_id uuid := core.cursor_before(cursor);
    page core.pending_points[];
BEGIN
    IF before_id IS NULL THEN
        outcome := 'cursor_invalid';
        RETURN;
    END IF;
    page := ARRAY(
        SELECT p FROM core.pending_points AS p
        WHERE p.member_id = caller_id AND p.earning_id < before_id AND p.state = 'pending'
        ORDER BY p.earning_id DESC LIMIT "limit" + 1);
    SELECT row_to_json(answer) INTO body FROM (
        SELECT coalesce(json_agg(json_build_object(
                   'id', e.id, 'rule_id', e.rule_id, 'title', r.title, 'points', e.points, 'matures_at',
                   p.matures_at, 'created_at', e.created_at) ORDER BY e.id DESC), '[]') AS items,
               CASE WHEN cardinality(page) > "limit" THEN core.cursor_encode(json_build_object(
                   'id', (page["limit"]).earning_id)) END AS next_cursor
        FROM unnest(page[:"limit"]) AS p
        JOIN core.earnings AS e ON e.id = p.earning_id
        JOIN core.earn_rules AS r ON r.id = e.rule_id) AS answer;
    outcome := 'ok';
END
$$;
