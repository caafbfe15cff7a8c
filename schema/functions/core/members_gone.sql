-- core.members_present for those who belonged to an organisation in the range once and are now where
-- the staff member cannot see them, or nowhere. Whoever was erased is not told of.
CREATE OR REPLACE FUNCTION core.members_gone(
    admin_id uuid, allowed_roles text[], resource text, path_from text, path_until text,
    after_person uuid, organisation_limit bigint, row_limit bigint)
RETURNS TABLE (organisation_id uuid, person_id uuid)
LANGUAGE sql STABLE
AS $$
    SELECT place.id, found.person_id
    FROM (SELECT o.id, o.path FROM core.organisations AS o
          WHERE o.path >= members_gone.path_from AND o.path < members_gone.path_until
          ORDER BY o.path
          LIMIT members_gone.organisation_limit) AS place
    CROSS JOIN LATERAL (
        SELECT DISTINCT s.person_id FROM core.memberships AS s
        JOIN core.members AS m ON m.person_id = s.person_id
        WHERE s.organisation_id = place.id AND s.is_primary AND NOT upper_inf(s.span)
          AND s.end_reason <> 'erased'
          AND s.person_id > CASE WHEN place.path = members_gone.path_from
                                 THEN members_gone.after_person
                                 ELSE '00000000-0000-0000-0000-000000000000' END
          AND NOT core.staff_covers_member(members_gone.admin_id, members_gone.allowed_roles,
                                           members_gone.resource, m.id)
        ORDER BY s.person_id
        LIMIT members_gone.row_limit) AS found
    ORDER BY place.path, found.person_id
    LIMIT members_gone.row_limit
$$;
