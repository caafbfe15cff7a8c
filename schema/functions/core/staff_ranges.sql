-- core.staff_reach as ranges for a walk along the paths: path_from <= path < path_until, none within
-- another.
CREATE OR REPLACE FUNCTION core.staff_ranges(admin_id uuid, allowed_roles text[], resource text,
                                             organisation_id uuid)
RETURNS TABLE (path_from text, path_until text)
LANGUAGE sql STABLE
AS $$
    WITH parts AS (
        SELECT r.root AS path_from, CASE WHEN r.includes_below THEN core.subtree_end(r.root)
                                         ELSE r.root || '0' END AS path_until -- before its children
        FROM core.staff_reach(staff_ranges.admin_id, staff_ranges.allowed_roles,
                              staff_ranges.resource, staff_ranges.organisation_id) AS r
    )
    SELECT p.path_from, p.path_until
    FROM parts AS p
    WHERE NOT EXISTS (
        SELECT FROM parts AS wider
        WHERE wider.path_from <= p.path_from AND wider.path_until >= p.path_until AND wider <> p)
$$;
