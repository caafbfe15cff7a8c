-- The caller's chances in raffles, the newest first.
CREATE OR REPLACE FUNCTION api.me_entry_list(
    caller_id uuid, "limit" bigint, cursor text, OUT outcome text, OUT body json)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    before_id uuid := core.cursor_before(cursor);
    page core.raffle_entries[];
BEGIN
    IF before_id IS NULL THEN
        outcome := 'cursor_invalid';
        RETURN;
    END IF;
    page := ARRAY(
        SELECT e FROM core.raffle_entries AS e
        WHERE e.member_id = ANY (core.accounts_of(caller_id)) AND e.id < before_id
        ORDER BY e.id DESC LIMIT "limit" + 1);
    SELECT row_to_json(answer) INTO body FROM (
        SELECT coalesce(json_agg(core.raffle_entry_json(e) ORDER BY e.id DESC), '[]') AS items,
               CASE WHEN cardinality(page) > "limit" THEN core.cursor_encode(json_build_object(
                   'id', (page["limit"]).id)) END AS next_cursor
        FROM unnest(page[:"limit"]) AS e) AS answer;
    outcome := 'ok';
END
$$;
