-- What waits for a second person in the caller's subtree, newest first. The cursor names the last
-- one shown.
CREATE OR REPLACE FUNCTION api.admin_pending_list(
    caller_id uuid, allowed_roles text[], resource text, "limit" bigint, cursor text,
    OUT outcome text, OUT body json)
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
    WITH page AS (
        SELECT p.id, p.operation, p.subject_id, p.organisation_id, a.login AS asked_by,
            p.asked_by = caller_id AS is_mine, p.reason, p.created_at, p.expires_at,
            row_number() OVER (ORDER BY p.id DESC) AS nth
        FROM core.pending_operations AS p JOIN core.admins AS a ON a.id = p.asked_by
        WHERE p.ended_at IS NULL AND p.expires_at > now() AND p.id < before_id
          AND core.staff_covers(caller_id, allowed_roles, resource, p.organisation_id)
        ORDER BY p.id DESC
        LIMIT "limit" + 1
    )
    SELECT json_build_object(
        'items', coalesce((SELECT json_agg(json_build_object(
                'id', page.id, 'operation', page.operation, 'subject_id', page.subject_id,
                'organisation_id', page.organisation_id, 'asked_by', page.asked_by,
                'is_mine', page.is_mine, 'reason', page.reason, 'created_at', page.created_at,
                'expires_at', page.expires_at) ORDER BY page.nth)
            FROM page WHERE page.nth <= "limit"), '[]'),
        'next_cursor', (SELECT core.cursor_encode(json_build_object('id', page.id)) FROM page
                        WHERE page.nth = "limit" AND EXISTS (
                            SELECT FROM page AS next WHERE next.nth > "limit"))) INTO body;
    outcome := 'ok';
END
$$;
