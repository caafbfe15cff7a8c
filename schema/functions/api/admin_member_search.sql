-- Members of the caller's organisations whose name, ID number or phone has this blind index; exactly
-- one of the three is given. Whoever belongs elsewhere is not there.
CREATE OR REPLACE FUNCTION api.admin_member_search(
    caller_id uuid, allowed_roles text[], resource text, real_name_index bytea,
    id_number_index bytea, phone_index bytea, "limit" bigint, cursor text,
    OUT outcome text, OUT body json)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    after_id uuid := coalesce(core.cursor_uuid(core.cursor_decode(cursor), 'id'),
                              CASE WHEN cursor IS NULL THEN uuid '00000000-0000-0000-0000-000000000000' END);
    page uuid[];
BEGIN
    IF after_id IS NULL THEN
        outcome := 'cursor_invalid';
        RETURN;
    END IF;
    page := ARRAY(
        SELECT m.id
        FROM core.members AS m
        JOIN core.memberships AS s
            ON s.person_id = m.person_id AND s.is_primary AND upper_inf(s.span)
        JOIN core.organisations AS o ON o.id = s.organisation_id
        WHERE m.id IN (
                SELECT named.id FROM core.people AS p
                JOIN core.members AS named ON named.person_id = p.id
                WHERE p.real_name_index = admin_member_search.real_name_index
                UNION ALL
                SELECT numbered.id FROM core.people AS p
                JOIN core.members AS numbered ON numbered.person_id = p.id
                WHERE p.id_number_index = admin_member_search.id_number_index
                UNION ALL
                SELECT reached.id FROM core.members AS reached
                WHERE reached.phone_index = admin_member_search.phone_index)
            AND m.id > after_id
            AND EXISTS (
                SELECT FROM core.staff_reach(caller_id, allowed_roles, resource, NULL) AS reach
                WHERE o.path = reach.root
                    OR (reach.includes_below AND starts_with(o.path, reach.root)))
        ORDER BY m.id LIMIT "limit" + 1);
    SELECT row_to_json(answer) INTO body FROM (
        SELECT coalesce(json_agg(core.member_found(found.id) ORDER BY found.id), '[]') AS items,
               CASE WHEN cardinality(page) > "limit" THEN core.cursor_encode(json_build_object(
                   'id', page["limit"])) END AS next_cursor
        FROM unnest(page[:"limit"]) AS found (id)) AS answer;
    outcome := 'ok';
END
$$;
