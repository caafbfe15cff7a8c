-- Templates of the caller's subtree, or of part of it, the newest first; of one state when it is given.
CREATE OR REPLACE FUNCTION api.admin_voucher_template_list(
    caller_id uuid, allowed_roles text[], resource text, organisation_id uuid, state text, "limit" bigint,
    cursor text, OUT outcome text, OUT body json)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    before_id uuid := core.cursor_before(cursor);
    page core.voucher_templates[];
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
        SELECT t FROM core.voucher_templates AS t
        JOIN core.organisations AS o ON o.id = t.organisation_id
        WHERE t.id < before_id AND t.funding <> 'test'
            AND (admin_voucher_template_list.state IS NULL OR t.state = admin_voucher_template_list.state)
            AND EXISTS (SELECT FROM core.staff_ranges(caller_id, allowed_roles, resource,
                                                      admin_voucher_template_list.organisation_id) AS r
                        WHERE o.path >= r.path_from AND o.path < r.path_until)
        ORDER BY t.id DESC LIMIT "limit" + 1);
    SELECT row_to_json(answer) INTO body FROM (
        SELECT coalesce(json_agg(core.admin_voucher_template_json(t) ORDER BY t.id DESC), '[]') AS items,
               CASE WHEN cardinality(page) > "limit" THEN core.cursor_encode(json_build_object(
                   'id', (page["limit"]).id)) END AS next_cursor
        FROM unnest(page[:"limit"]) AS t) AS answer;
    outcome := 'ok';
END
$$;
