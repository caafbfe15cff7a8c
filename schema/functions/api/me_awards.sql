-- What the caller has won, also with accounts that were merged into theirs, newest first.
CREATE OR REPLACE FUNCTION api.me_awards(
    caller_id uuid, "limit" bigint, cursor text, OUT outcome text, OUT body json)
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
    END IF;
    page := ARRAY(
        SELECT w.won FROM unnest(core.accounts_of(caller_id)) AS a (id)
        CROSS JOIN LATERAL (
            SELECT won FROM core.awards AS won
            WHERE won.member_id = a.id AND won.id < before_id
            ORDER BY won.id DESC LIMIT "limit" + 1) AS w
        ORDER BY (w.won).id DESC LIMIT "limit" + 1);
    SELECT row_to_json(answer) INTO body FROM (
        SELECT coalesce(json_agg(core.award_json(w) ORDER BY w.id DESC), '[]') AS items,
               CASE WHEN cardinality(page) > "limit" THEN core.cursor_encode(json_build_object(
                   'id', (page["limit"]).id)) END AS next_cursor
        FROM unnest(page[:"limit"]) AS w) AS answer;
    outcome := 'ok';
END
$$;
