-- What members of the caller's organisations want corrected, oldest first: what waits, or all of
-- one status; of one member when member_id is given.
CREATE OR REPLACE FUNCTION api.admin_correction_list(
    caller_id uuid, allowed_roles text[], resource text, status text, member_id uuid,
    "limit" bigint, cursor text, OUT outcome text, OUT body json)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    after_id uuid := coalesce(core.cursor_uuid(core.cursor_decode(cursor), 'id'),
                              CASE WHEN cursor IS NULL THEN uuid '00000000-0000-0000-0000-000000000000' END);
    page core.corrections[];
BEGIN
    IF after_id IS NULL THEN
        outcome := 'cursor_invalid';
        RETURN;
    END IF;
    page := ARRAY(
        SELECT c FROM core.corrections AS c
        WHERE c.status = admin_correction_list.status AND c.id > after_id
            AND (admin_correction_list.member_id IS NULL
                 OR c.member_id = admin_correction_list.member_id)
            AND core.staff_covers_member(caller_id, allowed_roles, resource, c.member_id)
        ORDER BY c.id LIMIT "limit" + 1);
    SELECT row_to_json(answer) INTO body FROM (
        SELECT coalesce(json_agg(core.correction_json(c) ORDER BY c.id), '[]') AS items,
               CASE WHEN cardinality(page) > "limit" THEN core.cursor_encode(json_build_object(
                   'id', (page["limit"]).id)) END AS next_cursor
        FROM unnest(page[:"limit"]) AS c) AS answer;
    outcome := 'ok';
END
$$;
