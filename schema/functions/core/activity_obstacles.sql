-- Why a member may not take part in an activity: audience, tenure, recent_winner, blocked; empty when
-- nothing stands against it. place_id: the organisation that the member belongs to (core.benefits_from).
CREATE OR REPLACE FUNCTION core.activity_obstacles(activity_id uuid, member_id uuid, place_id uuid)
RETURNS text[]
LANGUAGE plpgsql STABLE
AS $$
DECLARE
    activity core.activities;
    records CONSTANT uuid[] := core.records_of((SELECT m.person_id FROM core.members AS m
                                                WHERE m.id = activity_obstacles.member_id));
    blockers CONSTANT uuid[] := ARRAY(
        SELECT b.organisation_id FROM core.blocks AS b
        WHERE b.person_id = ANY (records) AND b.ended_at IS NULL AND b.expires_at > now());
BEGIN
    SELECT a.* INTO activity FROM core.activities AS a WHERE a.id = activity_id;
    RETURN array_remove(ARRAY[
        CASE WHEN activity.audience_id IS NOT NULL
                AND NOT core.organisation_is_within(place_id, activity.audience_id)
            THEN 'audience' END,
        CASE WHEN activity.tenure_days > 0 AND NOT EXISTS (
                SELECT FROM core.memberships AS s
                WHERE s.person_id = ANY (records)
                    AND lower(s.span) <= now() - activity.tenure_days * interval '1 day')
            THEN 'tenure' END,
        CASE WHEN activity.winner_rest_days > 0 AND EXISTS (
                SELECT FROM core.awards AS w
                JOIN core.activities AS other ON other.id = w.activity_id
                WHERE w.member_id = ANY (core.accounts_of(activity_obstacles.member_id))
                    AND w.state <> 'forfeited' AND w.activity_id <> activity.id
                    AND w.created_at > now() - activity.winner_rest_days * interval '1 day'
                    AND other.organisation_id IS NOT DISTINCT FROM activity.organisation_id)
            THEN 'recent_winner' END,
        CASE WHEN EXISTS (
                SELECT FROM unnest(blockers) AS b (organisation_id)
                WHERE core.organisation_is_within(coalesce(activity.organisation_id, place_id),
                                                  b.organisation_id))
            THEN 'blocked' END], NULL);
END
$$;
