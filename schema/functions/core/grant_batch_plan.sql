-- Whom a grant to many reaches, and with how much: the named ones, or the active members of an
-- organisation and of those below it, as far as the administrator covers them. wrong: a line for each
-- named one that cannot be, its place in the list and the field error's code.
CREATE OR REPLACE FUNCTION core.grant_batch_plan(
    admin_id uuid, allowed_roles text[], resource text, organisation_id uuid, points bigint, items jsonb,
    OUT member_ids uuid[], OUT amounts bigint[], OUT wrong text)
LANGUAGE plpgsql STABLE
AS $$
BEGIN
    IF items IS NOT NULL THEN
        SELECT array_agg(r.member_id), array_agg(r.points),
               string_agg(format('%s %s', r.ord - 1, r.problem), E'\n' ORDER BY r.ord)
                   FILTER (WHERE r.problem IS NOT NULL)
        INTO member_ids, amounts, wrong
        FROM core.grant_batch_rows(admin_id, allowed_roles, resource, items) AS r;
    ELSE
        SELECT array_agg(m.id), array_agg(grant_batch_plan.points) INTO member_ids, amounts
        FROM core.staff_ranges(admin_id, allowed_roles, resource, organisation_id) AS part
        JOIN core.organisations AS o ON o.path >= part.path_from AND o.path < part.path_until
        JOIN core.memberships AS s ON s.organisation_id = o.id AND s.is_primary AND upper_inf(s.span)
        JOIN core.members AS m ON m.person_id = s.person_id AND m.status = 'active';
    END IF;
END
$$;
