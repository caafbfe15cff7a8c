-- The points of a member of the caller's subtree that wait or waited before they could be spent, the newest
-- first; also of accounts that were merged into theirs.
CREATE OR REPLACE FUNCTION api.points_pending_list(
    caller_id uuid, allowed_roles text[], resource text, member_id uuid, "limit" bigint, cursor text,
    OUT outcome text, OUT body json)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    before_id uuid := core.cursor_before(cursor);
    current uuid := core.account_current(member_id);
    page core.pending_points[];
BEGIN
    outcome := CASE
        WHEN before_id IS NULL THEN 'cursor_invalid'
        WHEN NOT core.staff_covers_member(caller_id, allowed_roles, resource, current)
            THEN 'member_not_found'
        ELSE 'ok' END;
    IF outcome <> 'ok' THEN
        RETURN;
    END IF;
    page := ARRAY(
        SELECT p FROM core.pending_points AS p
        WHERE p.member_id = ANY (core.accounts_of(current)) AND p.earning_id < before_id
        ORDER BY p.earning_id DESC LIMIT "limit" + 1);
    SELECT row_to_json(answer) INTO body FROM (
        SELECT coalesce(json_agg(core.pending_json(p) ORDER BY p.earning_id DESC), '[]') AS items,
               CASE WHEN cardinality(page) > "limit" THEN core.cursor_encode(json_build_object(
                   'id', (page["limit"]).earning_id)) END AS next_cursor
        FROM unnest(page[:"limit"]) AS p) AS answer;
END
$$;
