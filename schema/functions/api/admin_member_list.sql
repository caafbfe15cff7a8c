-- The members of a subtree, or of all that the caller's offices cover, in the order of the tree. A
-- page walks along WALK organisations at most and may then be short: next_cursor says whether it
-- goes on. The cursor names the last organisation and person.
CREATE OR REPLACE FUNCTION api.admin_member_list(
    caller_id uuid, allowed_roles text[], resource text, organisation_id uuid, status text,
    "limit" bigint, cursor text, OUT outcome text, OUT body json)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
SET plan_cache_mode = force_generic_plan -- one shape of work: planning it costs more than doing it
AS $$
DECLARE
    walk CONSTANT bigint := bigint '1000';
    nobody CONSTANT uuid := uuid '00000000-0000-0000-0000-000000000000';
    place jsonb := core.cursor_decode(cursor);
    after_path text := '';
    reach record;
    page record;
    places uuid[] := ARRAY[]::uuid[];
    people uuid[] := ARRAY[]::uuid[];
    stopped_at uuid; -- the last organisation of a walk that ended early
BEGIN
    IF cursor IS NOT NULL THEN
        SELECT o.path INTO after_path FROM core.organisations AS o
        WHERE o.id = core.cursor_uuid(place, 'organisation')
            AND core.cursor_uuid(place, 'person') IS NOT NULL;
        IF NOT FOUND THEN
            outcome := 'cursor_invalid';
            RETURN;
        END IF;
    END IF;
    IF organisation_id IS NOT NULL AND NOT core.staff_covers(
            caller_id, allowed_roles, resource, organisation_id) THEN
        outcome := 'organisation_not_found';
        RETURN;
    END IF;
    FOR reach IN
        SELECT greatest(s.path_from, after_path) AS path_from, s.path_until,
            CASE WHEN s.path_from <= after_path THEN core.cursor_uuid(place, 'person')
                 ELSE nobody END AS after_person
        FROM core.staff_ranges(caller_id, allowed_roles, resource, organisation_id) AS s
        WHERE s.path_until > after_path ORDER BY s.path_from
    LOOP
        SELECT array_agg(l.place ORDER BY l.nth) AS places, array_agg(l.person ORDER BY l.nth) AS people
        INTO page
        FROM core.members_listed(
            caller_id, allowed_roles, resource, reach.path_from, reach.path_until,
            reach.after_person, status, walk, "limit" + 1 - cardinality(people))
            WITH ORDINALITY AS l (place, person, nth);
        places := places || page.places;
        people := people || page.people;
        EXIT WHEN cardinality(people) > "limit";
        SELECT o.id INTO stopped_at FROM core.organisations AS o
        WHERE o.path >= reach.path_from AND o.path < reach.path_until
            AND admin_member_list.status IS DISTINCT FROM 'suspended'
        ORDER BY o.path OFFSET walk - 1 LIMIT 1;
        EXIT WHEN FOUND;
    END LOOP;
    SELECT row_to_json(answer) INTO body FROM (
        SELECT coalesce(json_agg(i.item ORDER BY i.nth), '[]') AS items,
               core.cursor_encode(CASE
                   WHEN cardinality(people) > "limit" THEN json_build_object(
                       'organisation', places["limit"], 'person', people["limit"])
                   WHEN stopped_at IS NOT NULL THEN json_build_object(
                       'organisation', stopped_at, 'person', 'ffffffff-ffff-ffff-ffff-ffffffffffff')
               END) AS next_cursor
        FROM core.member_items(places[:"limit"], people[:"limit"],
                               coalesce(status = 'left', false)) AS i) AS answer;
    outcome := 'ok';
END
$$;
