-- What was won in an activity, newest first, of one state when it is given. Winners are masked.
CREATE OR REPLACE FUNCTION api.admin_award_list(
    caller_id uuid, allowed_roles text[], resource text, activity_id uuid, state text, "limit" bigint,
    cursor text, OUT outcome text, OUT body json)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    before_id uuid := core.cursor_before(cursor);
    page core.awards[];
BEGIN
    IF before_id IS NULL THEN
        outcome := 'cursor_invalid';
        RETURN;
    ELSIF core.activity_office(caller_id, allowed_roles, resource, activity_id) IS NULL THEN
        outcome := 'activity_not_found';
        RETURN;
    END IF;
    page := ARRAY(
        SELECT w FROM core.awards AS w
        WHERE w.activity_id = admin_award_list.activity_id AND w.id < before_id
            AND (admin_award_list.state IS NULL OR w.state = admin_award_list.state)
        ORDER BY w.id DESC LIMIT "limit" + 1);
    SELECT row_to_json(answer) INTO body FROM (
        SELECT coalesce(json_agg(core.award_case_json(w) ORDER BY w.id DESC), '[]') AS items,
               CASE WHEN cardinality(page) > "limit" THEN core.cursor_encode(json_build_object(
                   'id', (page["limit"]).id)) END AS next_cursor
        FROM unnest(page[:"limit"]) AS w) AS answer;
    outcome := 'ok';
END
$$;
