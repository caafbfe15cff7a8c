-- What an activity has cost: points that members paid, and what its budget promised, spent and released
-- for it, in fen.
CREATE OR REPLACE FUNCTION core.activity_money(activity core.activities) RETURNS json
LANGUAGE sql STABLE
AS $$
    SELECT json_build_object(
        'points_paid', (
            SELECT coalesce(sum(p.points), 0)::bigint
            FROM (SELECT d.cost_points AS points FROM core.draws AS d WHERE d.lottery_id = activity.id
                  UNION ALL
                  SELECT e.cost_points FROM core.raffle_entries AS e WHERE e.lottery_id = activity.id) AS p),
        'committed_fen', coalesce(sum(m.committed_delta) FILTER (WHERE m.kind = 'committed'), 0)::bigint,
        'spent_fen', coalesce(sum(m.spent_delta), 0)::bigint,
        'released_fen', coalesce(-sum(m.committed_delta) FILTER (WHERE m.kind = 'released'), 0)::bigint)
    FROM core.budget_movements AS m
    WHERE m.budget_id = activity.budget_id AND (
        m.reference_id = activity.id
        OR m.reference_id IN (SELECT w.id FROM core.awards AS w WHERE w.activity_id = activity.id))
$$;
