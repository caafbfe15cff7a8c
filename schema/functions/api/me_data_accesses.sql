-- Who has read the caller's personal data in clear, newest first.
CREATE OR REPLACE FUNCTION api.me_data_accesses(
    caller_id uuid, "limit" bigint, cursor text, OUT outcome text, OUT body json)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    before_id uuid := core.cursor_before(cursor);
    page core.personal_data_accesses[];
BEGIN
    IF before_id IS NULL THEN
        outcome := 'cursor_invalid';
        RETURN;
    END IF;
    page := ARRAY(
        SELECT a FROM core.personal_data_accesses AS a
        WHERE a.member_id = ANY (core.accounts_of(me_data_accesses.caller_id)) AND a.id < before_id
        ORDER BY a.id DESC LIMIT "limit" + 1);
    SELECT row_to_json(answer) INTO body FROM (
        SELECT coalesce(json_agg(core.access_json(a) ORDER BY a.id DESC), '[]') AS items,
               CASE WHEN cardinality(page) > "limit" THEN core.cursor_encode(json_build_object(
                   'id', (page["limit"]).id)) END AS next_cursor
        FROM unnest(page[:"limit"]) AS a) AS answer;
    outcome := 'ok';
END
$$;
