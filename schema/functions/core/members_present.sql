-- Members whose open primary membership lies in a range of paths, in the order of path and person, at
-- most row_limit of them; of the first path those after after_person. statuses: of the account. It
-- walks along at most organisation_limit organisations, one after the other, so that a page costs the
-- same however many members or organisations there are.
CREATE OR REPLACE FUNCTION core.members_present(
    path_from text, path_until text, after_person uuid, statuses text[], organisation_limit bigint,
    row_limit bigint)
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
            SELECT place.id, s.person_id
            FROM core.memberships AS s
            JOIN core.members AS m ON m.person_id = s.person_id AND m.status = ANY (statuses)
            WHERE s.organisation_id = place.id AND s.is_primary AND upper_inf(s.span)
              AND s.person_id > since
            ORDER BY s.person_id LIMIT row_limit;
        GET DIAGNOSTICS page = ROW_COUNT;
        row_limit := row_limit - page;
        since := uuid '00000000-0000-0000-0000-000000000000';
        EXIT WHEN row_limit = 0;
    END LOOP;
END
$$;
