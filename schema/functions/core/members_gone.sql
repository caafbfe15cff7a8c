-- core.members_present for those who belonged to an organisation in the range once and are now where
-- the staff member cannot see them, or nowhere. Whoever was erased is not told of.
CREATE OR REPLACE FUNCTION core.members_gone(
    admin_id uuid, allowed_roles text[], resource text, path_from text, path_until text,
    after_person uuid, organisation_limit bigint, row_limit bigint)
RETURNS TABLE (organisation_id uuid, person_id uuid)
LANGUAGE plpgsql STABLE
AS $$
DECLARE
    place record;
    since uuid := after_person; -- those of the first path
    page bigint;
BEGIN
    FOR place IN
        SELECT o.id, o.path FROM core.organisations AS o
        WHERE o.path >= path_from AND o.path < path_until
        ORDER BY o.path LIMIT organisation_limit
    LOOP
        RETURN QUERY
            SELECT DISTINCT place.id, s.person_id
            FROM core.memberships AS s
            JOIN core.members AS m ON m.person_id = s.person_id
            WHERE s.organisation_id = place.id AND s.is_primary AND NOT upper_inf(s.span)
              AND s.end_reason <> 'erased' AND s.person_id > since
              AND NOT core.staff_covers_member(admin_id, allowed_roles, resource, m.id)
            ORDER BY s.person_id LIMIT row_limit;
        GET DIAGNOSTICS page = ROW_COUNT;
        row_limit := row_limit - page;
        since := uuid '00000000-0000-0000-0000-000000000000';
        EXIT WHEN row_limit = 0;
    END LOOP;
END
$$;
