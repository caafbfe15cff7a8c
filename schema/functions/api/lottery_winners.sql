-- Who has won in a published lottery, newest first, from the first ticket on. What was given anew is not
-- told again.
CREATE OR REPLACE FUNCTION api.lottery_winners(
    lottery_id uuid, "limit" bigint, cursor text, OUT outcome text, OUT body json)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    before_id uuid := core.cursor_before(cursor);
    page core.awards[];
BEGIN
    outcome := CASE
        WHEN before_id IS NULL THEN 'cursor_invalid'
        WHEN NOT EXISTS (SELECT FROM core.lotteries AS l
                         WHERE l.id = lottery_winners.lottery_id AND l.published_at IS NOT NULL)
            THEN 'lottery_not_found'
        ELSE 'ok' END;
    IF outcome <> 'ok' THEN
        RETURN;
    END IF;
    page := ARRAY(
        SELECT w FROM core.awards AS w
        WHERE w.activity_id = lottery_winners.lottery_id AND w.id < before_id
            AND NOT EXISTS (SELECT FROM core.awards AS first WHERE first.id = w.source_id)
        ORDER BY w.id DESC LIMIT "limit" + 1);
    SELECT row_to_json(answer) INTO body FROM (
        SELECT coalesce(json_agg(core.winner_json(w) ORDER BY w.id DESC), '[]') AS items,
               CASE WHEN cardinality(page) > "limit" THEN core.cursor_encode(json_build_object(
                   'id', (page["limit"]).id)) END AS next_cursor
        FROM unnest(page[:"limit"]) AS w) AS answer;
END
$$;
