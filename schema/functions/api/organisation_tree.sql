-- The organisations directly below one, or the roots, in the order of their codes. Planned for
-- each call's values, because a plan for both roots and children would read the whole table.
CREATE OR REPLACE FUNCTION api.organisation_tree(parent_id uuid, "limit" bigint, cursor text,
                                                 OUT outcome text, OUT body json)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
SET plan_cache_mode = force_custom_plan
AS $$
DECLARE
    after_code text := core.cursor_decode(cursor) ->> 'code';
BEGIN
    IF cursor IS NOT NULL AND after_code IS NULL THEN
        outcome := 'cursor_invalid';
        RETURN;
    END IF;
    IF parent_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM core.organisations AS o WHERE o.id = organisation_tree.parent_id) THEN
        outcome := 'organisation_not_found';
        RETURN;
    END IF;
    WITH page AS (
        SELECT row_number() OVER (ORDER BY o.code) AS ord, o.code, row_to_json(shown) AS item
        FROM core.organisations AS o
        CROSS JOIN LATERAL (
            SELECT o.id, o.name, o.level, o.parent_id,
                   EXISTS (SELECT FROM core.organisations AS child
                           WHERE child.parent_id = o.id AND child.status = 'active')
                   AS has_children, o.code) AS shown
        WHERE (o.parent_id = organisation_tree.parent_id
               OR (organisation_tree.parent_id IS NULL AND o.parent_id IS NULL))
          AND o.status = 'active' AND (after_code IS NULL OR o.code > after_code)
        ORDER BY o.code
        LIMIT "limit" + 1
    )
    SELECT row_to_json(answer) INTO body FROM (
        SELECT coalesce(json_agg(item ORDER BY ord) FILTER (WHERE ord <= "limit"), '[]') AS items,
               CASE WHEN count(*) > "limit" THEN core.cursor_encode(json_build_object(
                   'code', max(code) FILTER (WHERE ord = "limit"))) END AS next_cursor
        FROM page) AS answer;
    outcome := 'ok';
END
$$;
