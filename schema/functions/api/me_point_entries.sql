-- What came into and went out of the caller's available points, newest first. An entry's id is its
-- journal's: a journal has one entry in a member's available account. The cursor holds the line of
-- the last entry shown; lines follow the wallet's lock, not a clock, so pages neither repeat nor
-- skip anything. The joins are look-ups by key, whatever the planner thought when the tables were
-- small.
CREATE OR REPLACE FUNCTION api.me_point_entries(
    caller_id uuid, "limit" bigint, cursor text, OUT outcome text, OUT body json)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
SET enable_seqscan = off
SET enable_hashjoin = off
SET enable_mergejoin = off
AS $$
DECLARE
    before_line bigint := CASE WHEN cursor IS NULL THEN 9223372036854775807
                               ELSE core.cursor_bigint(core.cursor_decode(cursor), 'line') END;
    items json[];
    lines bigint[];
BEGIN
    IF before_line IS NULL THEN
        outcome := 'cursor_invalid';
        RETURN;
    END IF;
    SELECT coalesce(array_agg(row_to_json(item) ORDER BY page.line DESC), '{}'),
        array_agg(page.line ORDER BY page.line DESC)
    INTO items, lines
    FROM (
        SELECT e.line, e.journal_id, e.delta, e.balance_after FROM core.entries AS e
        WHERE e.member_id = caller_id AND e.account = 'available' AND e.line < before_line
        ORDER BY e.line DESC LIMIT "limit" + 1
    ) AS page
    JOIN core.journals AS j ON j.id = page.journal_id
    LEFT JOIN core.grants AS g ON g.id = j.reference_id AND j.kind = 'grant'
    LEFT JOIN core.draws AS d ON d.id = j.reference_id AND j.kind = 'lottery_draw'
    LEFT JOIN core.lotteries AS l ON l.id = d.lottery_id
    CROSS JOIN LATERAL (
        SELECT j.id, page.delta, page.balance_after, j.kind, j.reference_id AS reference,
            coalesce(g.reason, core.journal_label(j.kind) || coalesce('：' || l.title, ''), j.kind)
                AS description, j.created_at
    ) AS item;
    outcome := 'ok';
    SELECT row_to_json(answer) INTO body
    FROM (
        SELECT array_to_json(items[:"limit"]) AS items,
            CASE WHEN cardinality(items) > "limit" THEN
                core.cursor_encode(json_build_object('line', lines["limit"])) END AS next_cursor
    ) AS answer;
END
$$;
