-- What came into and went out of the caller's available points, newest first. An entry's id is its
-- journal's: a journal has one entry in a member's available account. The cursor holds the line of
-- the last entry shown; lines follow the wallet's lock, not a clock, so pages neither repeat nor
-- skip anything.
CREATE OR REPLACE FUNCTION api.me_point_entries(
    caller_id uuid, "limit" bigint, cursor text, OUT outcome text, OUT body json)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    before_line bigint := CASE WHEN cursor IS NULL THEN 9223372036854775807
                               ELSE core.cursor_bigint(core.cursor_decode(cursor), 'line') END;
BEGIN
    IF before_line IS NULL THEN
        outcome := 'cursor_invalid';
        RETURN;
    END IF;
    outcome := 'ok';
    SELECT row_to_json(answer) INTO body
    FROM (
        SELECT coalesce(array_to_json(array_agg(page.item ORDER BY page.line DESC)
                                      FILTER (WHERE page.ord <= "limit")), '[]') AS items,
            CASE WHEN count(*) > "limit" THEN core.cursor_encode(json_build_object(
                'line', min(page.line) FILTER (WHERE page.ord <= "limit"))) END AS next_cursor
        FROM (
            SELECT e.line, row_number() OVER (ORDER BY e.line DESC) AS ord, (
                SELECT row_to_json(item)
                FROM (SELECT j.id, e.delta, e.balance_after, j.kind, j.reference_id AS reference,
                          core.journal_description(j.kind, j.reference_id) AS description,
                          j.created_at
                      FROM core.journals AS j WHERE j.id = e.journal_id) AS item) AS item
            FROM (
                SELECT * FROM core.entries AS o
                WHERE o.member_id = caller_id AND o.account = 'available' AND o.line < before_line
                ORDER BY o.line DESC LIMIT "limit" + 1
            ) AS e
        ) AS page
    ) AS answer;
END
$$;
