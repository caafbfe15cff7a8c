-- Which of the candidates are a page: those that a member of the staff reaches and that meet every
-- condition, newest first, one more than wanted when there are so many. NULL conditions are none.
CREATE OR REPLACE FUNCTION core.audit_page(
    candidates core.audit_entries[], admin_id uuid, allowed_roles text[], resource text,
    organisation_id uuid, sees_platform boolean, wanted core.audit_entries, "from" timestamptz,
    "to" timestamptz, "limit" bigint)
RETURNS core.audit_entries[]
LANGUAGE plpgsql STABLE
AS $$
BEGIN
    RETURN ARRAY(
        WITH reach AS MATERIALIZED (
            SELECT * FROM core.staff_reach(admin_id, allowed_roles, resource, organisation_id)
        )
        SELECT c FROM unnest(candidates) AS c
        LEFT JOIN core.organisations AS o ON o.id = c.organisation_id
        WHERE (wanted.object_id IS NULL OR c.object_id = wanted.object_id)
            AND (wanted.actor_id IS NULL OR c.actor_id = wanted.actor_id)
            AND (wanted.action IS NULL OR c.action = wanted.action)
            AND (wanted.object_kind IS NULL OR c.object_kind = wanted.object_kind)
            AND ("from" IS NULL OR c.at >= "from") AND ("to" IS NULL OR c.at < "to")
            AND CASE WHEN o.id IS NULL THEN sees_platform ELSE EXISTS (
                SELECT FROM reach AS r WHERE o.path = r.root
                    OR (r.includes_below AND starts_with(o.path, r.root))) END
        ORDER BY c.seq DESC
        LIMIT "limit" + 1);
END
$$;
