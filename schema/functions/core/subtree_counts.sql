-- What a range of paths holds: active organisations, open memberships, open applications, live
-- grants of roles to staff, and the depth of its deepest path. Reads all of it: for the slow lane.
CREATE OR REPLACE FUNCTION core.subtree_counts(
    path_from text, path_until text,
    OUT organisations bigint, OUT members bigint, OUT applications bigint,
    OUT grants bigint, OUT depth integer)
LANGUAGE sql STABLE
AS $$
    WITH inside AS (
        SELECT o.id, o.path, o.status FROM core.organisations AS o
        WHERE o.path >= subtree_counts.path_from AND o.path < subtree_counts.path_until
    )
    SELECT count(*) FILTER (WHERE inside.status = 'active'),
        (SELECT count(*) FROM core.memberships AS s
         WHERE upper_inf(s.span) AND s.organisation_id IN (SELECT i.id FROM inside AS i)),
        core.applications_open(subtree_counts.path_from, subtree_counts.path_until),
        (SELECT count(*) FROM core.role_grants AS g
         WHERE core.grant_is_live(g) AND g.organisation_id IN (SELECT i.id FROM inside AS i)),
        coalesce(max(core.path_depth(inside.path)), 0)
    FROM inside
$$;
