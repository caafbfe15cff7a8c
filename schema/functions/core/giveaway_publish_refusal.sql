-- Why a giveaway cannot be published, or NULL: asked when it is submitted too, then publisher_id is NULL.
CREATE OR REPLACE FUNCTION core.giveaway_publish_refusal(activity core.activities, publisher_id uuid)
RETURNS text
LANGUAGE plpgsql STABLE
AS $$
DECLARE
    value_fen CONSTANT bigint := core.giveaway_value(activity.id);
BEGIN
    RETURN CASE
        WHEN publisher_id = activity.submitted_by THEN 'second_person_required'
        WHEN (SELECT g.closes_at FROM core.giveaways AS g WHERE g.id = activity.id) <= now()
            THEN 'activity_over'
        WHEN value_fen > 0 AND activity.budget_id IS NULL THEN 'budget_missing'
        WHEN value_fen > (SELECT core.budget_available(b) FROM core.budgets AS b
                          WHERE b.id = activity.budget_id) THEN 'budget_exceeded' END;
END
$$;
