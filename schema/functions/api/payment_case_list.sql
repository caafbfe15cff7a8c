-- Differences with the gateway within the caller's organisations, the newest first.
CREATE OR REPLACE FUNCTION api.payment_case_list(
    caller_id uuid, allowed_roles text[], resource text, status text, "limit" bigint, cursor text,
    OUT outcome text, OUT body json)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    before_id uuid := core.cursor_before(cursor);
    page core.payment_cases[];
BEGIN
    IF before_id IS NULL THEN
        outcome := 'cursor_invalid';
        RETURN;
    END IF;
    page := ARRAY(
        SELECT c FROM core.payment_cases AS c
        JOIN core.organisations AS o ON o.id = c.organisation_id
        WHERE c.id < before_id
            AND (payment_case_list.status IS NULL
                 OR (payment_case_list.status = 'open') = (c.resolved_at IS NULL))
            AND EXISTS (SELECT FROM core.staff_ranges(caller_id, allowed_roles, resource, NULL) AS r
                        WHERE o.path >= r.path_from AND o.path < r.path_until)
        ORDER BY c.id DESC LIMIT "limit" + 1);
    SELECT row_to_json(answer) INTO body FROM (
        SELECT coalesce(json_agg(core.payment_case_json(c) ORDER BY c.id DESC), '[]') AS items,
               CASE WHEN cardinality(page) > "limit" THEN core.cursor_encode(json_build_object(
                   'id', (page["limit"]).id)) END AS next_cursor
        FROM unnest(page[:"limit"]) AS c) AS answer;
    outcome := 'ok';
END
$$;
