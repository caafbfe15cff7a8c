-- What is wrong with the part of a draft's rules that lotteries and giveaways have in common, or NULL.
CREATE OR REPLACE FUNCTION core.activity_draft_refusal(
    admin_id uuid, allowed_roles text[], resource text, rules jsonb)
RETURNS text
LANGUAGE plpgsql STABLE
AS $$
DECLARE
    points CONSTANT uuid[] := ARRAY(SELECT p::uuid FROM jsonb_array_elements_text(
        coalesce(rules -> 'pickup_point_ids', '[]')) AS p);
BEGIN
    RETURN CASE
        WHEN rules #>> '{audience,organisation_id}' IS NOT NULL AND NOT EXISTS (
                SELECT FROM core.organisations AS o
                WHERE o.id = (rules #>> '{audience,organisation_id}')::uuid)
            THEN 'audience_not_found'
        WHEN (SELECT count(*) FROM core.pickup_points AS p WHERE p.id = ANY (points) AND p.closed_at IS NULL)
                <> cardinality(points)
            THEN 'pickup_point_not_found'
        WHEN NOT (rules -> 'delivers')::boolean AND cardinality(points) = 0 THEN 'award_way_missing'
        WHEN rules ->> 'budget_id' IS NOT NULL AND NOT EXISTS (
                SELECT FROM core.budgets AS b
                WHERE b.id = (rules ->> 'budget_id')::uuid AND b.unit = 'fen'
                    AND core.staff_covers(admin_id, allowed_roles, resource, b.organisation_id))
            THEN 'budget_not_found' END;
END
$$;
