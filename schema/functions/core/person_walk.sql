-- The next row_limit persons, at most, who belong to what a staff member's offices cover, in the order
-- of the tree, after a place: {"organisation", "person"}, NULL for the beginning. It walks along 2000
-- organisations at most. next: the place where it goes on, NULL at the end. is_lost: the place is none.
CREATE OR REPLACE FUNCTION core.person_walk(
    admin_id uuid, allowed_roles text[], resource text, organisation_id uuid, place jsonb,
    row_limit bigint, OUT places uuid[], OUT people uuid[], OUT next json, OUT is_lost boolean)
LANGUAGE plpgsql STABLE
AS $$
DECLARE
    walk CONSTANT bigint := bigint '2000';
    nobody CONSTANT uuid := uuid '00000000-0000-0000-0000-000000000000';
    after_path text := '';
    reach record;
    page record;
    stopped_at uuid;
BEGIN
    places := '{}';
    people := '{}';
    SELECT o.path INTO after_path FROM core.organisations AS o
    WHERE o.id = core.cursor_uuid(place, 'organisation')
        AND core.cursor_uuid(place, 'person') IS NOT NULL;
    is_lost := place IS NOT NULL AND after_path IS NULL;
    after_path := coalesce(after_path, '');
    FOR reach IN
        SELECT greatest(s.path_from, after_path) AS path_from, s.path_until,
            CASE WHEN s.path_from <= after_path THEN core.cursor_uuid(place, 'person')
                 ELSE nobody END AS after_person
        FROM core.staff_ranges(admin_id, allowed_roles, resource, organisation_id) AS s
        WHERE s.path_until > after_path ORDER BY s.path_from
    LOOP
        SELECT array_agg(l.place ORDER BY l.nth) AS places, array_agg(l.person ORDER BY l.nth) AS people
        INTO page
        FROM core.members_present(
            reach.path_from, reach.path_until, reach.after_person, '{active,suspended}', walk,
            row_limit - cardinality(people)) WITH ORDINALITY AS l (place, person, nth);
        places := places || page.places;
        people := people || page.people;
        EXIT WHEN cardinality(people) = row_limit;
        SELECT o.id INTO stopped_at FROM core.organisations AS o
        WHERE o.path >= reach.path_from AND o.path < reach.path_until
        ORDER BY o.path OFFSET walk - 1 LIMIT 1;
        EXIT WHEN FOUND;
    END LOOP;
    next := CASE
        WHEN cardinality(people) = row_limit THEN json_build_object(
            'organisation', places[row_limit], 'person', people[row_limit])
        WHEN stopped_at IS NOT NULL THEN json_build_object(
            'organisation', stopped_at, 'person', 'ffffffff-ffff-ffff-ffff-ffffffffffff') END;
END
$$;
