-- Takes back what a budget promised for the shares of a giveaway that are left. Its counter is locked.
CREATE OR REPLACE FUNCTION core.giveaway_released(
    activity core.activities, giveaway core.giveaways, admin_id uuid, reason text)
RETURNS void
LANGUAGE plpgsql
AS $$
DECLARE
    left_fen CONSTANT bigint := core.giveaway_left(giveaway) * giveaway.value_fen;
BEGIN
    IF activity.budget_id IS NOT NULL AND left_fen > 0 THEN
        PERFORM FROM core.budgets AS b WHERE b.id = activity.budget_id FOR NO KEY UPDATE;
        PERFORM core.budget_move(activity.budget_id, 'released', activity.id, 0, -left_fen, 0, admin_id,
                                 reason);
    END IF;
END
$$;
