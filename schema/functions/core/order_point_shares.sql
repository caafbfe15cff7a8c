-- How the points of the new orders, and what they cover, fall to their lines: by what points may pay of
-- each (core.shares_split). nth: the line's place in lines.
CREATE OR REPLACE FUNCTION core.order_point_shares(slips core.order_slip[], lines core.order_line[])
RETURNS TABLE (nth integer, points_fen bigint, points bigint)
LANGUAGE sql STABLE ROWS 32 -- becomes a part of the statement that calls it
AS $$
    SELECT part.nth, part.points_fen, part.points
    FROM (
        SELECT (l.own).ord, array_agg(l.nth ORDER BY (l.own).line) AS nths,
            array_agg(CASE WHEN (l.own).points_price IS NULL THEN 0 ELSE core.order_line_rest(l.own) END
                      ORDER BY (l.own).line) AS rests,
            array_agg(core.order_line_points(l.own) ORDER BY (l.own).line) AS prices
        FROM (
            SELECT n.nth, lines[n.nth] AS own FROM generate_subscripts(lines, 1) AS n (nth)
            OFFSET 0 -- each line is looked up once
        ) AS l
        WHERE (slips[(l.own).ord]).status IS NOT NULL
        GROUP BY (l.own).ord
    ) AS b
    CROSS JOIN LATERAL (
        SELECT (slips[b.ord]).points_fen, (slips[b.ord]).points_to_spend
    ) AS s
    CROSS JOIN LATERAL unnest(b.nths, core.shares_split(s.points_fen, b.rests),
                              core.shares_split(s.points_to_spend, b.prices))
        AS part (nth, points_fen, points)
$$;
