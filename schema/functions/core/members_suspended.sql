-- core.members_present for those whose account is stopped: few, so it begins with them.
CREATE OR REPLACE FUNCTION core.members_suspended(
    path_from text, path_until text, after_person uuid, row_limit bigint)
RETURNS TABLE (organisation_id uuid, person_id uuid)
LANGUAGE sql STABLE
AS $$
    SELECT o.id, s.person_id
    FROM core.members AS m
    JOIN core.memberships AS s ON s.person_id = m.person_id AND s.is_primary AND upper_inf(s.span)
    JOIN core.organisations AS o ON o.id = s.organisation_id
    WHERE m.status = 'suspended'
        AND o.path >= members_suspended.path_from AND o.path < members_suspended.path_until
        AND (o.path, s.person_id) > (members_suspended.path_from, members_suspended.after_person)
    ORDER BY o.path, s.person_id
    LIMIT members_suspended.row_limit
$$;
