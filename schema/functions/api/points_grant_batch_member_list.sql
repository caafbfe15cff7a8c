-- The members of a grant to many, in the order of their ids, and what came of it for each; of one state
-- when it is given. The cursor names the last one shown.
CREATE OR REPLACE FUNCTION api.points_grant_batch_member_list(
    caller_id uuid, allowed_roles text[], resource text, batch_id uuid, state text, "limit" bigint,
    cursor text, OUT outcome text, OUT body json)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    after_id uuid := CASE WHEN cursor IS NULL THEN uuid '00000000-0000-0000-0000-000000000000'
                          ELSE core.cursor_uuid(core.cursor_decode(cursor), 'id') END;
    batch core.grant_batches := core.grant_batch_covered(caller_id, allowed_roles, resource, batch_id);
    page core.grant_batch_members[];
BEGIN
    outcome := CASE WHEN after_id IS NULL THEN 'cursor_invalid'
                    WHEN batch.id IS NULL THEN 'grant_batch_not_found' ELSE 'ok' END;
    IF outcome <> 'ok' THEN
        RETURN;
    END IF;
    page := ARRAY(
        SELECT w FROM core.grant_batch_members AS w
        WHERE w.batch_id = batch.id AND w.member_id > after_id
            AND (points_grant_batch_member_list.state IS NULL
                 OR w.state = points_grant_batch_member_list.state)
        ORDER BY w.member_id LIMIT "limit" + 1);
    SELECT row_to_json(answer) INTO body FROM (
        SELECT coalesce(json_agg(json_build_object(
                   'member_id', w.member_id, 'member_no', m.member_no::text, 'points', w.points,
                   'state', w.state, 'grant_id', w.grant_id) ORDER BY w.member_id), '[]') AS items,
               CASE WHEN cardinality(page) > "limit" THEN core.cursor_encode(json_build_object(
                   'id', (page["limit"]).member_id)) END AS next_cursor
        FROM unnest(page[:"limit"]) AS w JOIN core.members AS m ON m.id = w.member_id) AS answer;
END
$$;
