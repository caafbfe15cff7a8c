-- Hangs what lies in a range of paths, all of it below one organisation, below another one: in one
-- statement, so that the paths are true again when core.organisations_checked looks. The caller
-- holds core.tree_lock. How many organisations moved.
CREATE OR REPLACE FUNCTION core.subtree_move(
    path_from text, path_until text, old_parent_id uuid, old_parent_path text,
    parent core.organisations)
RETURNS bigint
LANGUAGE sql VOLATILE
AS $$
    WITH moved AS (
        UPDATE core.organisations AS o
        SET path = parent.path || substr(o.path, char_length(old_parent_path) + 1),
            parent_id = CASE WHEN o.parent_id IS NOT DISTINCT FROM subtree_move.old_parent_id
                             THEN parent.id ELSE o.parent_id END
        WHERE o.path >= subtree_move.path_from AND o.path < subtree_move.path_until
        RETURNING o.id
    )
    SELECT count(*) FROM moved
$$;
