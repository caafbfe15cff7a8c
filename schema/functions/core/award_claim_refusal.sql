-- Why an award may not go there: to one of the activity's pick-up points, or to an address when
-- pickup_point_id is NULL. NULL when it may. What was claimed may go elsewhere until it is on its way.
CREATE OR REPLACE FUNCTION core.award_claim_refusal(award core.awards, pickup_point_id uuid) RETURNS text
LANGUAGE sql STABLE
AS $$
    SELECT CASE
        WHEN award.id IS NULL THEN 'award_not_found'
        WHEN award.state NOT IN ('won', 'claimed') THEN 'award_not_claimable'
        WHEN award.state = 'won' AND award.claim_by <= now() THEN 'claim_period_over'
        WHEN award_claim_refusal.pickup_point_id IS NOT NULL AND NOT EXISTS (
            SELECT FROM core.pickup_points AS p
            WHERE p.id = award_claim_refusal.pickup_point_id AND p.closed_at IS NULL
                AND p.id IN (SELECT unnest(a.pickup_point_ids) FROM core.activities AS a
                             WHERE a.id = award.activity_id))
            THEN 'pickup_point_not_found'
        WHEN award_claim_refusal.pickup_point_id IS NULL AND NOT (
            SELECT a.delivers FROM core.activities AS a WHERE a.id = award.activity_id)
            THEN 'delivery_not_offered' END
$$;
