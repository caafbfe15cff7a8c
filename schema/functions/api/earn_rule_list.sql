-- The rules of the caller's subtree, or of part of it, the newest first; of one kind when it is given.
CREATE OR REPLACE FUNCTION api.earn_rule_list(
    caller_id uuid, allowed_roles text[], resource text, organisation_id uuid, kind text,
    "limit" bigint, cursor text, OUT outcome text, OUT body json)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    before_id uuid := core.cursor_before(cursor);
    page core.earn_rules[];
BEGIN
    IF before_id IS NULL THEN
        outcome := 'cursor_invalid';
        RETURN;
    ELSIF organisation_id IS NOT NULL AND NOT core.staff_covers(
            caller_id, allowed_roles, resource, organisation_id) THEN
        outcome := 'organisation_not_found';
        RETURN;
    END IF;
    page := ARRAY(
        SELECT r FROM core.earn_rules AS r
        JOIN core.organisations AS o ON o.id = r.organisation_id
        WHERE r.id < before_id AND (earn_rule_list.kind IS NULL OR r.kind = earn_rule_list.kind)
            AND EXISTS (SELECT FROM core.staff_ranges(caller_id, allowed_roles, resource,
                                                      earn_rule_list.organisation_id) AS part
                        WHERE o.path >= part.path_from AND o.path < part.path_until)
        ORDER BY r.id DESC LIMIT "limit" + 1);
    SELECT row_to_json(answer) INTO body FROM (
        SELECT coalesce(json_agg(core.earn_rule_json(r) ORDER BY r.id DESC), '[]') AS items,
               CASE WHEN cardinality(page) > "limit" THEN core.cursor_encode(json_build_object(
                   'id', (page["limit"]).id)) END AS next_cursor
        FROM unnest(page[:"limit"]) AS r) AS answer;
    outcome := 'ok';
END
$$;
