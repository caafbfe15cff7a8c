-- The grants to many of the caller's subtree, or of part of it, the newest first.
CREATE OR REPLACE FUNCTION api.points_grant_batch_list(
    caller_id uuid, allowed_roles text[], resource text, organisation_id uuid, "limit" bigint,
    cursor text, OUT outcome text, OUT body json)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    before_id uuid := core.cursor_before(cursor);
    page core.grant_batches[];
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
        SELECT b FROM core.grant_batches AS b
        JOIN core.organisations AS o ON o.id = b.organisation_id
        WHERE b.id < before_id
            AND EXISTS (SELECT FROM core.staff_ranges(caller_id, allowed_roles, resource,
                                                      points_grant_batch_list.organisation_id) AS part
                        WHERE o.path >= part.path_from AND o.path < part.path_until)
        ORDER BY b.id DESC LIMIT "limit" + 1);
    SELECT row_to_json(answer) INTO body FROM (
        SELECT coalesce(json_agg(core.grant_batch_answer(b) ORDER BY b.id DESC), '[]') AS items,
               CASE WHEN cardinality(page) > "limit" THEN core.cursor_encode(json_build_object(
                   'id', (page["limit"]).id)) END AS next_cursor
        FROM unnest(page[:"limit"]) AS b) AS answer;
    outcome := 'ok';
END
$$;
