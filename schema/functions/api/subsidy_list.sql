-- The subsidy programmes of the caller's subtree, the newest first.
CREATE OR REPLACE FUNCTION api.subsidy_list(
    caller_id uuid, allowed_roles text[], resource text, "limit" bigint, cursor text,
    OUT outcome text, OUT body json)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    before_id uuid := core.cursor_before(cursor);
    page core.subsidy_programmes[];
BEGIN
    IF before_id IS NULL THEN
        outcome := 'cursor_invalid';
        RETURN;
    END IF;
    page := ARRAY(
        SELECT p FROM core.subsidy_programmes AS p
        JOIN core.organisations AS o ON o.id = p.organisation_id
        WHERE p.id < before_id
            AND EXISTS (SELECT FROM core.staff_ranges(caller_id, allowed_roles, resource, NULL) AS r
                        WHERE o.path >= r.path_from AND o.path < r.path_until)
        ORDER BY p.id DESC LIMIT "limit" + 1);
    SELECT row_to_json(answer) INTO body FROM (
        SELECT coalesce(json_agg(core.subsidy_json(p) ORDER BY p.id DESC), '[]') AS items,
               CASE WHEN cardinality(page) > "limit" THEN core.cursor_encode(json_build_object(
                   'id', (page["limit"]).id)) END AS next_cursor
        FROM unnest(page[:"limit"]) AS p) AS answer;
    outcome := 'ok';
END
$$;
