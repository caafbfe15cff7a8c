-- What came into and went out of the callers' available points, newest first, a page for each who
-- asks at the moment. An entry's id is its journal's: a journal has one entry in a member's
-- available account. The cursor holds the line of the last entry shown; lines follow the wallet's
-- lock, not a clock, so pages neither repeat nor skip anything. Set-based as api.me_points is. The
-- joins are look-ups by key, whatever the planner thought when the tables were small.
CREATE OR REPLACE FUNCTION api.me_point_entries(
    caller_id uuid[], "limit" bigint[], cursor text[],
    OUT ord bigint, OUT outcome text, OUT body json)
RETURNS SETOF record
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 32
SET search_path = core, pg_temp
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off
SET enable_hashjoin = off
SET enable_mergejoin = off
AS $$
BEGIN
    RETURN QUERY
    SELECT a.ord, CASE WHEN a.before_line IS NULL THEN 'cursor_invalid' ELSE 'ok' END,
        CASE WHEN a.before_line IS NOT NULL THEN (
            SELECT row_to_json(answer)
            FROM (
                SELECT array_to_json(page.items[:a.row_limit]) AS items,
                    CASE WHEN cardinality(page.items) > a.row_limit THEN core.cursor_encode(
                        json_build_object('line', page.lines[a.row_limit])) END AS next_cursor
            ) AS answer) END
    FROM (
        SELECT s.*, CASE WHEN s.cursor IS NULL THEN 9223372036854775807
            ELSE core.cursor_bigint(core.cursor_decode(s.cursor), 'line') END AS before_line
        FROM unnest(caller_id, "limit", cursor)
            WITH ORDINALITY AS s (member_id, row_limit, cursor, ord)
    ) AS a
    CROSS JOIN LATERAL (
        SELECT coalesce(array_agg(row_to_json(item)), '{}') AS items, array_agg(line) AS lines
        FROM (
            SELECT entry.line, item
            FROM (
                SELECT e.line, e.journal_id, e.delta, e.balance_after FROM core.entries AS e
                WHERE e.member_id = a.member_id AND e.account = 'available'
                    AND e.line < a.before_line
                ORDER BY e.line DESC LIMIT a.row_limit + 1
            ) AS entry
            JOIN core.journals AS j ON j.id = entry.journal_id
            LEFT JOIN core.grants AS g
                ON g.id = CASE WHEN j.kind = 'grant' THEN j.reference_id END
            LEFT JOIN core.earnings AS earned
                ON earned.id = CASE WHEN j.kind IN ('earn', 'earn_mature') THEN j.reference_id END
            LEFT JOIN core.earn_rules AS r ON r.id = earned.rule_id
            LEFT JOIN core.draws AS d
                ON d.id = CASE WHEN j.kind = 'lottery_draw' THEN j.reference_id END
            LEFT JOIN core.lotteries AS l ON l.id = d.lottery_id
            LEFT JOIN core.hold_refunds AS back
                ON back.id = CASE WHEN j.kind = 'hold_refund' THEN j.reference_id END
            LEFT JOIN core.holds AS h ON h.id = CASE WHEN j.kind IN ('hold', 'hold_release')
                                                     THEN j.reference_id ELSE back.hold_id END
            LEFT JOIN core.merchants AS m ON m.id = h.merchant_id
            CROSS JOIN LATERAL (
                SELECT j.id, entry.delta, entry.balance_after, j.kind,
                    j.reference_id AS reference,
                    coalesce(g.reason, r.title, core.journal_label(j.kind)
                                 || coalesce('：' || l.title, '：' || m.name, ''),
                             j.kind) AS description, j.created_at
            ) AS item
            ORDER BY entry.line DESC
        ) AS entry
    ) AS page;
END
$$;
