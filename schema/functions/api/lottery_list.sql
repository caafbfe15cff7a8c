-- Published lotteries that are not archived, newest first. The same for everybody.
CREATE OR REPLACE FUNCTION api.lottery_list(
    "limit" bigint, cursor text, OUT outcome text, OUT body json)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    before_id uuid := core.cursor_before(cursor);
BEGIN
    IF before_id IS NULL THEN
        outcome := 'cursor_invalid';
        RETURN;
    END IF;
    outcome := 'ok';
    SELECT row_to_json(answer) INTO body
    FROM (
        SELECT coalesce(array_to_json(array_agg(page.item ORDER BY page.ord)
                                      FILTER (WHERE page.ord <= "limit")), '[]') AS items,
            CASE WHEN count(*) > "limit" THEN core.cursor_encode(json_build_object(
                'id', max(page.id::text) FILTER (WHERE page.ord = "limit"))) END AS next_cursor
        FROM (
            SELECT l.id, row_number() OVER (ORDER BY l.id DESC) AS ord, (
                SELECT row_to_json(item)
                FROM (SELECT l.id, l.title, l.kind, l.cost_points, l.opens_at, l.closes_at,
                          core.lottery_stage(l) AS status,
                          l.prize_summary) AS item) AS item
            FROM core.lotteries AS l
            JOIN core.activities AS a ON a.id = l.id AND a.state = 'published'
            WHERE l.published_at IS NOT NULL AND l.id < before_id
            ORDER BY l.id DESC LIMIT "limit" + 1
        ) AS page
    ) AS answer;
END
$$;
