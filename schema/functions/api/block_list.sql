-- Whom the organisations of the caller's subtree, or of part of it, have blocked, newest first; of one
-- member when member_id is given. Ended ones too.
CREATE OR REPLACE FUNCTION api.block_list(
    caller_id uuid, allowed_roles text[], resource text, organisation_id uuid, member_id uuid,
    "limit" bigint, cursor text, OUT outcome text, OUT body json)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    before_id uuid := core.cursor_before(cursor);
    records uuid[];
    page core.blocks[];
BEGIN
    outcome := CASE
        WHEN before_id IS NULL THEN 'cursor_invalid'
        WHEN organisation_id IS NOT NULL AND NOT core.staff_covers(
            caller_id, allowed_roles, resource, organisation_id) THEN 'organisation_not_found'
        WHEN member_id IS NOT NULL AND NOT core.staff_covers_member(
            caller_id, allowed_roles, resource, member_id) THEN 'member_not_found'
        ELSE 'ok' END;
    IF outcome <> 'ok' THEN
        RETURN;
    END IF;
    records := core.records_of((SELECT m.person_id FROM core.members AS m
                                WHERE m.id = core.account_current(block_list.member_id)));
    page := ARRAY(
        SELECT b FROM core.blocks AS b
        JOIN core.organisations AS o ON o.id = b.organisation_id
        WHERE b.id < before_id AND (block_list.member_id IS NULL OR b.person_id = ANY (records))
            AND EXISTS (SELECT FROM core.staff_ranges(caller_id, allowed_roles, resource,
                                                      block_list.organisation_id) AS r
                        WHERE o.path >= r.path_from AND o.path < r.path_until)
        ORDER BY b.id DESC LIMIT "limit" + 1);
    SELECT row_to_json(answer) INTO body FROM (
        SELECT coalesce(json_agg(core.block_json(b) ORDER BY b.id DESC), '[]') AS items,
               CASE WHEN cardinality(page) > "limit" THEN core.cursor_encode(json_build_object(
                   'id', (page["limit"]).id)) END AS next_cursor
        FROM unnest(page[:"limit"]) AS b) AS answer;
END
$$;
