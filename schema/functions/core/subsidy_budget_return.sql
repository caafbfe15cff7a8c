-- The budget's side of what returns to a subsidy programme: a promise again while the programme is open, else
-- free. reference_id: the order that came to nothing, or the refund. The caller holds the budget's lock.
CREATE OR REPLACE FUNCTION core.subsidy_budget_return(
    budget_id uuid, is_closed boolean, was_spent boolean, reference_id uuid, amount_fen bigint)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
    IF was_spent THEN
        PERFORM core.budget_move(budget_id, 'returned', reference_id, 0,
                                 CASE WHEN is_closed THEN 0 ELSE amount_fen END, -amount_fen, NULL, NULL);
    ELSIF is_closed THEN
        PERFORM core.budget_move(budget_id, 'released', reference_id, 0, -amount_fen, 0, NULL, NULL);
    END IF;
END
$$;
