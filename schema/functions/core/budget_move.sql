-- Moves a budget and writes down what did it. The caller has locked the budget and seen that it covers
-- this. kind and reference_id name the effect: a second time is an error.
CREATE OR REPLACE FUNCTION core.budget_move(
    budget_id uuid, kind text, reference_id uuid, total_delta bigint, committed_delta bigint,
    spent_delta bigint, admin_id uuid, reason text)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
    WITH moved AS (
        UPDATE core.budgets AS b
        SET total = b.total + budget_move.total_delta,
            committed = b.committed + budget_move.committed_delta,
            spent = b.spent + budget_move.spent_delta
        WHERE b.id = budget_move.budget_id
        RETURNING b.id, b.total - b.committed - b.spent AS available
    )
    INSERT INTO core.budget_movements (budget_id, kind, reference_id, total_delta, committed_delta,
                                       spent_delta, available_after, admin_id, reason)
    SELECT m.id, budget_move.kind, budget_move.reference_id, budget_move.total_delta,
           budget_move.committed_delta, budget_move.spent_delta, m.available,
           budget_move.admin_id, budget_move.reason
    FROM moved AS m;
END
$$;
