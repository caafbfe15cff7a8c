-- Members whose open primary membership lies in a range of paths, in the order of path and person, at
-- most row_limit of them; of the first path those after after_person. statuses: of the account.
-- It walks along at most organisation_limit organisations, so that a page costs the same however
-- many members or organisations there are.
CREATE OR REPLACE FUNCTION core.members_present(
    path_from text, path_until text, after_person uuid, statuses text[], organisation_limit bigint,
    row_limit bigint)
RETURNS TABLE (organisation_id uuid, person_id uuid)
LANGUAGE sql STABLE
AS $$
    SELECT place.id, found.person_id
    FROM (SELECT o.id, o.path FROM core.organisations AS o
          WHERE o.path >= members_present.path_from AND o.path < members_present.path_until
          ORDER BY o.path
          LIMIT members_present.organisation_limit) AS place
    CROSS JOIN LATERAL (
        SELECT s.person_id FROM core.memberships AS s
        JOIN core.members AS m ON m.person_id = s.person_id
            AND m.status = ANY (members_present.statuses)
        WHERE s.organisation_id = place.id AND s.is_primary AND upper_inf(s.span)
          AND s.person_id > CASE WHEN place.path = members_present.path_from
                                 THEN members_present.after_person
                                 ELSE '00000000-0000-0000-0000-000000000000' END
        ORDER BY s.person_id
        LIMIT members_present.row_limit) AS found
    ORDER BY place.path, found.person_id
    LIMIT members_present.row_limit
$$;
