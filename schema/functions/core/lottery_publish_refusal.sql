-- Why a lottery cannot be published, or NULL: asked when it is submitted too, then publisher_id is NULL.
-- SAMR order 32 (2020): the highest prize is worth at most 50,000 yuan. The budget's lock comes with
-- core.budget_commit.
CREATE OR REPLACE FUNCTION core.lottery_publish_refusal(activity core.activities, publisher_id uuid)
RETURNS text
LANGUAGE plpgsql STABLE
AS $$
DECLARE
    top_fen CONSTANT bigint := 5000000;
    value_fen CONSTANT numeric := (SELECT sum(p.stock * p.value_fen) FROM core.prizes AS p
                                   WHERE p.lottery_id = activity.id);
BEGIN
    RETURN CASE
        WHEN publisher_id = activity.submitted_by THEN 'second_person_required'
        WHEN (SELECT l.closes_at FROM core.lotteries AS l WHERE l.id = activity.id) <= now()
            THEN 'activity_over'
        WHEN EXISTS (SELECT FROM core.prizes AS p
                     WHERE p.lottery_id = activity.id AND p.value_fen > top_fen) THEN 'prize_value_exceeded'
        WHEN value_fen > 0 AND activity.budget_id IS NULL THEN 'budget_missing'
        WHEN value_fen > (SELECT core.budget_available(b) FROM core.budgets AS b
                          WHERE b.id = activity.budget_id) THEN 'budget_exceeded' END;
END
$$;
