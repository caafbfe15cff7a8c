-- The next applications of one part of the tree, as core.staff_reach names it, in the order of lists:
-- those that lie with an office there or came from there. Planned for each call's values, because a
-- large part is read along the order and a small one along its paths. Without includes_below, what lies
-- below belongs to the part only once it is overdue there.
CREATE OR REPLACE FUNCTION core.application_page(
    root text, includes_below boolean, states text[], kind text, overdue boolean,
    after_position bigint, after_id uuid, page_size bigint)
RETURNS TABLE (place bigint, id uuid)
LANGUAGE plpgsql STABLE ROWS 20
SET plan_cache_mode = force_custom_plan
AS $$
DECLARE
    beyond text := left(root, -1) || '0'; -- after every path that begins with root
BEGIN
    RETURN QUERY
    (SELECT a.position, a.id FROM core.applications AS a
     WHERE a.office_path >= root AND a.office_path < beyond
       AND (includes_below OR a.office_path = root
            OR (a.due_at < now() AND a.decided_at IS NULL
                AND regexp_replace(a.office_path, '[^/]+/$', '') = root))
       AND a.state = ANY (states) AND (application_page.kind IS NULL OR a.kind = application_page.kind)
       AND (overdue IS NULL OR (a.decided_at IS NULL AND a.due_at < now()) = overdue)
       AND (a.position, a.id) > (after_position, after_id)
     ORDER BY a.position, a.id LIMIT page_size)
    UNION
    (SELECT a.position, a.id FROM core.applications AS a
     WHERE a.origin_path >= root AND a.origin_path < beyond
       AND (includes_below OR a.origin_path = root)
       AND a.state = ANY (states) AND (application_page.kind IS NULL OR a.kind = application_page.kind)
       AND (overdue IS NULL OR (a.decided_at IS NULL AND a.due_at < now()) = overdue)
       AND (a.position, a.id) > (after_position, after_id)
     ORDER BY a.position, a.id LIMIT page_size);
END
$$;
