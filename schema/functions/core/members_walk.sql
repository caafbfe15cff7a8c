-- The next row_limit members, at most, of a subtree or of all that a staff member's offices cover, in
-- the order of the tree, after a place: {"organisation", "person"}, NULL for the beginning. It walks
-- along 1000 organisations at most and may then end early. status: as in core.members_listed. next: the
-- place where it goes on, NULL at the end. is_lost: the place is none.
CREATE OR REPLACE FUNCTION core.members_walk(
    admin_id uuid, allowed_roles text[], resource text, organisation_id uuid, status text,
    place jsonb, row_limit bigint,
    OUT places uuid[], OUT people uuid[], OUT next json, OUT is_lost boolean)
LANGUAGE plpgsql STABLE
SET plan_cache_mode = force_generic_plan -- one shape of work: planning it costs more than doing it
AS $$
DECLARE
    walk CONSTANT bigint := bigint '1000';
    nobody CONSTANT uuid := uuid '00000000-0000-0000-0000-000000000000';
    after_path text;
    reach record;
    page record;
    stopped_at uuid; -- the last organisation of a walk that ended early
BEGIN
    places := ARRAY[]::uuid[];
    people := ARRAY[]::uuid[];
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
        WHERE s.path_until > after_path AND NOT is_lost ORDER BY s.path_from
    LOOP
        SELECT array_agg(l.place ORDER BY l.nth) AS places, array_agg(l.person ORDER BY l.nth) AS people
        INTO page
        FROM core.members_listed(
            admin_id, allowed_roles, resource, reach.path_from, reach.path_until,
            reach.after_person, status, walk, row_limit + 1 - cardinality(people))
            WITH ORDINALITY AS l (place, person, nth);
        places := places || page.places;
        people := people || page.people;
        EXIT WHEN cardinality(people) > row_limit;
        SELECT o.id INTO stopped_at FROM core.organisations AS o
        WHERE o.path >= reach.path_from AND o.path < reach.path_until
            AND members_walk.status IS DISTINCT FROM 'suspended'
        ORDER BY o.path OFFSET walk - 1 LIMIT 1;
        EXIT WHEN FOUND;
    END LOOP;
    next := CASE
        WHEN cardinality(people) > row_limit THEN json_build_object(
            'organisation', places[row_limit], 'person', people[row_limit])
        WHEN stopped_at IS NOT NULL THEN json_build_object(
            'organisation', stopped_at, 'person', 'ffffffff-ffff-ffff-ffff-ffffffffffff') END;
    places := places[:row_limit];
    people := people[:row_limit];
END
$$;
