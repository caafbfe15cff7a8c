-- Takes back what an activity's budget still promises for it: what was committed at publication without
-- what its awards have used.
CREATE OR REPLACE FUNCTION core.budget_release(activity core.activities, admin_id uuid, reason text)
RETURNS void
LANGUAGE plpgsql
AS $$
DECLARE
    promised bigint;
BEGIN
    PERFORM FROM core.budgets AS b WHERE b.id = activity.budget_id FOR NO KEY UPDATE;
    SELECT sum(m.committed_delta) INTO promised
    FROM core.budget_movements AS m
    WHERE m.budget_id = activity.budget_id AND (
        m.reference_id = activity.id
        OR m.reference_id IN (SELECT w.id FROM core.awards AS w WHERE w.activity_id = activity.id));
    IF promised > 0 THEN
        PERFORM core.budget_move(activity.budget_id, 'released', activity.id, 0, -promised, 0, admin_id,
                                 reason);
    END IF;
END
$$;
