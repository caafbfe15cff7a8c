-- The members of a subtree, or of all that the caller's offices cover, in the order of the tree
-- (core.members_walk). The cursor names the last organisation and person.
CREATE OR REPLACE FUNCTION api.admin_member_list(
    caller_id uuid, allowed_roles text[], resource text, organisation_id uuid, status text,
    "limit" bigint, cursor text, OUT outcome text, OUT body json)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
SET plan_cache_mode = force_generic_plan -- one shape of work: planning it costs more than doing it
AS $$
DECLARE
    place jsonb := core.cursor_decode(cursor);
    walk record;
BEGIN
    SELECT w.* INTO walk
    FROM core.members_walk(caller_id, allowed_roles, resource, organisation_id, status, place,
                           "limit") AS w;
    outcome := CASE
        WHEN walk.is_lost OR (cursor IS NOT NULL AND place IS NULL) THEN 'cursor_invalid'
        WHEN organisation_id IS NOT NULL AND NOT core.staff_covers(
            caller_id, allowed_roles, resource, organisation_id) THEN 'organisation_not_found'
        ELSE 'ok' END;
    IF outcome = 'ok' THEN
        SELECT row_to_json(answer) INTO body FROM (
            SELECT coalesce(json_agg(i.item ORDER BY i.nth), '[]') AS items,
                   core.cursor_encode(walk.next) AS next_cursor
            FROM core.member_items(walk.places, walk.people,
                                   coalesce(status = 'left', false)) AS i) AS answer;
    END IF;
END
$$;
