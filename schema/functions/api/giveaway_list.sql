-- Published giveaways, newest first. The same for everybody.
CREATE OR REPLACE FUNCTION api.giveaway_list(
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
            SELECT g.id, row_number() OVER (ORDER BY g.id DESC) AS ord, (
                SELECT row_to_json(item)
                FROM (SELECT g.id, g.title, g.produce, g.mode, g.opens_at, core.giveaway_ends_at(g) AS closes_at,
                          core.lottery_status(g.opens_at, core.giveaway_ends_at(g)) AS status,
                          g.shares, core.giveaway_left(g) AS remaining) AS item) AS item
            FROM core.giveaways AS g
            WHERE g.published_at IS NOT NULL AND g.id < before_id
            ORDER BY g.id DESC LIMIT "limit" + 1
        ) AS page
    ) AS answer;
END
$$;
