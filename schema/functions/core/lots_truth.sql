-- What allocations say remains of each of a member's lots.
CREATE OR REPLACE FUNCTION core.lots_truth(member_id uuid)
RETURNS TABLE (id uuid, granted bigint, remaining bigint, expires_at timestamptz)
LANGUAGE sql STABLE
AS $$
    SELECT l.id, l.granted, (l.granted - coalesce(t.points, 0))::bigint, l.expires_at
    FROM core.lots AS l
    LEFT JOIN (
        SELECT a.lot_id, sum(a.points) AS points
        FROM core.allocations_of(ARRAY[lots_truth.member_id]) AS a GROUP BY a.lot_id
    ) AS t ON t.lot_id = l.id
    WHERE l.member_id = lots_truth.member_id
$$;
