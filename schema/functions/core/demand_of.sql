-- The demand of a part of the tree: its active organisations that have members of their own, each with as many as
-- these, where it is known where they work (place NULL: not), and the district that it belongs to.
CREATE OR REPLACE FUNCTION core.demand_of(root text) RETURNS SETOF core.demand_point
LANGUAGE sql STABLE
AS $$
    SELECT o.name, (SELECT d.code::text FROM core.organisations AS d
                    WHERE d.code = ANY (string_to_array(o.path, '/')) AND d.level = 'district'
                    ORDER BY d.path LIMIT 1), site.location, count(*)
    FROM core.organisations AS o
    JOIN core.memberships AS m ON m.organisation_id = o.id AND m.is_primary AND upper_inf(m.span)
    LEFT JOIN core.organisation_sites AS site ON site.organisation_id = o.id
    WHERE starts_with(o.path, root) AND o.status = 'active'
    GROUP BY o.id, site.location
$$;
