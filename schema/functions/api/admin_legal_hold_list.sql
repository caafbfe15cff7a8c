-- Holds on members of the caller's organisations, newest first, released ones too; of one member when
-- member_id is given.
CREATE OR REPLACE FUNCTION api.admin_legal_hold_list(
    caller_id uuid, allowed_roles text[], resource text, member_id uuid, "limit" bigint,
    cursor text, OUT outcome text, OUT body json)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    before_id uuid := core.cursor_before(cursor);
    page core.legal_holds[];
BEGIN
    IF before_id IS NULL THEN
        outcome := 'cursor_invalid';
        RETURN;
    END IF;
    page := ARRAY(
        SELECT h FROM core.legal_holds AS h
        WHERE h.id < before_id
            AND (admin_legal_hold_list.member_id IS NULL
                 OR h.member_id = admin_legal_hold_list.member_id)
            AND core.staff_covers_member(caller_id, allowed_roles, resource, h.member_id)
        ORDER BY h.id DESC LIMIT "limit" + 1);
    SELECT row_to_json(answer) INTO body FROM (
        SELECT coalesce(json_agg(core.legal_hold_json(h) ORDER BY h.id DESC), '[]') AS items,
               CASE WHEN cardinality(page) > "limit" THEN core.cursor_encode(json_build_object(
                   'id', (page["limit"]).id)) END AS next_cursor
        FROM unnest(page[:"limit"]) AS h) AS answer;
    outcome := 'ok';
END
$$;
