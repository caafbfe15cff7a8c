-- What an award is worth is spent out of what its activity's budget had committed, the first time that
-- the award leaves the organiser. The caller has locked the award.
CREATE OR REPLACE FUNCTION core.award_spend(award core.awards, admin_id uuid) RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    budget CONSTANT uuid := (SELECT a.budget_id FROM core.activities AS a WHERE a.id = award.activity_id);
BEGIN
    IF budget IS NULL OR award.value_fen = 0 OR award.issued_at IS NOT NULL THEN
        RETURN;
    END IF;
    PERFORM FROM core.budgets AS b WHERE b.id = budget FOR NO KEY UPDATE;
    PERFORM core.budget_move(budget, 'spent', award.id, 0, -award.value_fen, award.value_fen,
                             award_spend.admin_id, NULL);
END
$$;
