-- The organisations in what a member of the staff reaches (core.staff_reach), when they are so few that
-- asking for the entries of each is quicker than looking at everybody's; NULL when they are more than
-- 200. sees_platform: the whole tree is reached, and so the entries that belong to no organisation.
CREATE OR REPLACE FUNCTION core.audit_organisations(
    admin_id uuid, allowed_roles text[], resource text, organisation_id uuid,
    OUT organisation_ids uuid[], OUT sees_platform boolean)
LANGUAGE plpgsql STABLE
AS $$
BEGIN
    SELECT coalesce(bool_or(r.includes_below AND o.parent_id IS NULL), false)
        AND audit_organisations.organisation_id IS NULL INTO sees_platform
    FROM core.staff_reach(admin_id, allowed_roles, resource, organisation_id) AS r
    JOIN core.organisations AS o ON o.path = r.root;
    IF sees_platform THEN
        RETURN;
    END IF;
    organisation_ids := ARRAY(
        SELECT DISTINCT o.id
        FROM core.staff_reach(admin_id, allowed_roles, resource, organisation_id) AS r
        CROSS JOIN LATERAL (
            SELECT i.id FROM core.organisations AS i
            WHERE i.path = r.root
                OR (r.includes_below AND i.path ~>=~ r.root AND i.path ~<~ (r.root || '~'))
            LIMIT 201
        ) AS o);
    IF cardinality(organisation_ids) > 200 THEN
        organisation_ids := NULL;
    END IF;
END
$$;
