-- Whether the caller may take part in an activity, and everything that stands against it. What was
-- never published is as unknown as what does not exist.
CREATE OR REPLACE FUNCTION api.me_eligibility(
    caller_id uuid, activity_id uuid, OUT outcome text, OUT body json)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    place CONSTANT uuid := core.benefits_from(caller_id);
    activity core.activities;
    reasons text[];
BEGIN
    SELECT a.* INTO activity FROM core.activities AS a
    WHERE a.id = me_eligibility.activity_id AND a.state IN ('published', 'archived');
    IF NOT FOUND THEN
        outcome := 'activity_not_found';
        RETURN;
    END IF;
    reasons := CASE WHEN activity.state = 'archived' THEN ARRAY['not_published'] ELSE '{}'::text[] END
        || CASE WHEN place IS NULL THEN ARRAY['membership_required']
                ELSE core.activity_obstacles(activity.id, caller_id, place) END;
    outcome := 'ok';
    body := json_build_object('activity_id', activity.id, 'eligible', reasons = '{}',
                              'reasons', array_to_json(reasons));
END
$$;
