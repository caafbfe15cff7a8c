-- Where what is won in a published activity can be collected: its pick-up points that are open.
CREATE OR REPLACE FUNCTION api.pickup_point_list(
    activity_id uuid, "limit" bigint, cursor text, OUT outcome text, OUT body json)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    before_id uuid := core.cursor_before(cursor);
    points uuid[];
    page core.pickup_points[];
BEGIN
    SELECT a.pickup_point_ids INTO points FROM core.activities AS a
    WHERE a.id = pickup_point_list.activity_id AND a.state IN ('published', 'archived');
    outcome := CASE WHEN before_id IS NULL THEN 'cursor_invalid' WHEN NOT FOUND THEN 'activity_not_found'
                    ELSE 'ok' END;
    IF outcome <> 'ok' THEN
        RETURN;
    END IF;
    page := ARRAY(
        SELECT p FROM core.pickup_points AS p
        WHERE p.id = ANY (points) AND p.id < before_id AND p.closed_at IS NULL
        ORDER BY p.id DESC LIMIT "limit" + 1);
    SELECT row_to_json(answer) INTO body FROM (
        SELECT coalesce(json_agg(core.pickup_point_json(p) ORDER BY p.id DESC), '[]') AS items,
               CASE WHEN cardinality(page) > "limit" THEN core.cursor_encode(json_build_object(
                   'id', (page["limit"]).id)) END AS next_cursor
        FROM unnest(page[:"limit"]) AS p) AS answer;
END
$$;
