-- The caller's orders, those of accounts that were merged into theirs too, newest first. The cursor
-- names the last order shown; orders are never deleted, so its place can always be looked up.
CREATE OR REPLACE FUNCTION api.order_list(caller_id uuid, "limit" bigint, cursor text,
                                          OUT outcome text, OUT body json)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    accounts uuid[] := core.accounts_of(caller_id);
    page uuid[];
    after_at timestamptz := timestamptz 'infinity';
    after_id uuid := uuid 'ffffffff-ffff-ffff-ffff-ffffffffffff';
BEGIN
    IF cursor IS NOT NULL THEN
        SELECT o.created_at, o.id INTO after_at, after_id FROM core.orders AS o
        WHERE o.id = core.cursor_uuid(core.cursor_decode(cursor), 'id')
          AND o.member_id = ANY (accounts);
        IF NOT FOUND THEN
            outcome := 'cursor_invalid';
            RETURN;
        END IF;
    END IF;
    page := ARRAY(
        SELECT o.id FROM unnest(accounts) AS a (id)
        CROSS JOIN LATERAL (
            SELECT made.id, made.created_at FROM core.orders AS made
            WHERE made.member_id = a.id AND (made.created_at, made.id) < (after_at, after_id)
            ORDER BY made.created_at DESC, made.id DESC
            LIMIT "limit" + 1) AS o
        ORDER BY o.created_at DESC, o.id DESC
        LIMIT "limit" + 1);
    SELECT row_to_json(answer) INTO body FROM (
        SELECT coalesce(json_agg(b.body ORDER BY b.nth), '[]') AS items,
               CASE WHEN cardinality(page) > "limit" THEN core.cursor_encode(json_build_object(
                   'id', page["limit"])) END AS next_cursor
        FROM core.order_bodies(page[:"limit"]) AS b) AS answer;
    outcome := 'ok';
END
$$;
