-- Pairs of records that look like one person's, of members whom the caller's offices cover, in the
-- order of the tree. A page looks at 500 members at most and may then be short or empty: next_cursor
-- says whether it goes on; it names a twin too when not all of the last person's pairs fitted. A pair
-- of two members stands with the one of the smaller id.
CREATE OR REPLACE FUNCTION api.admin_person_duplicates(
    caller_id uuid, allowed_roles text[], resource text, organisation_id uuid, "limit" bigint,
    cursor text, OUT outcome text, OUT body json)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    place jsonb := core.cursor_decode(cursor);
    walk record;
    half_told uuid := CASE WHEN core.cursor_uuid(place, 'twin') IS NOT NULL
                           THEN core.cursor_uuid(place, 'person') END;
    people uuid[];
    places uuid[];
BEGIN
    IF organisation_id IS NOT NULL AND NOT core.staff_covers(
            caller_id, allowed_roles, resource, organisation_id) THEN
        outcome := 'organisation_not_found';
        RETURN;
    END IF;
    SELECT w.* INTO walk
    FROM core.members_walk(caller_id, allowed_roles, resource, organisation_id, NULL, place, 500)
        AS w;
    IF walk.is_lost OR (cursor IS NOT NULL AND place IS NULL) THEN
        outcome := 'cursor_invalid';
        RETURN;
    END IF;
    people := array_remove(ARRAY[half_told], NULL) || walk.people;
    places := array_remove(ARRAY[core.person_place(half_told)], NULL) || walk.places;
    WITH pair AS MATERIALIZED (
        SELECT p.nth, t.person_id, t.twin_id, t.matches,
            row_number() OVER (ORDER BY p.nth, t.twin_id) AS ord
        FROM unnest(people) WITH ORDINALITY AS p (id, nth)
        JOIN core.person_twins(people) AS t ON t.person_id = p.id
        WHERE (t.person_id < t.twin_id OR core.membership_of(t.twin_id) IS NULL)
          AND (t.person_id IS DISTINCT FROM half_told OR t.twin_id > core.cursor_uuid(place, 'twin'))
          AND core.staff_covers(caller_id, allowed_roles, resource, places[p.nth])
          AND core.staff_covers(caller_id, allowed_roles, resource, core.person_place(t.twin_id))
    )
    SELECT row_to_json(answer) INTO body FROM (
        SELECT coalesce(json_agg(json_build_object(
                   'persons', json_build_array(core.person_card(s.person_id),
                                               core.person_card(s.twin_id)),
                   'matches', s.matches) ORDER BY s.ord) FILTER (WHERE s.ord <= "limit"), '[]') AS items,
               core.cursor_encode(CASE WHEN count(*) > "limit" THEN (
                   SELECT json_build_object('organisation', places[l.nth], 'person', l.person_id,
                                            'twin', l.twin_id)
                   FROM pair AS l WHERE l.ord = "limit") ELSE walk.next END) AS next_cursor
        FROM pair AS s) AS answer;
    outcome := 'ok';
END
$$;
