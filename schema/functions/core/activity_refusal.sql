-- What a step is told whose activity (core.activity_locked) is not in the state it begins from, or NULL.
CREATE OR REPLACE FUNCTION core.activity_refusal(activity core.activities, kind text, state text)
RETURNS text
LANGUAGE sql IMMUTABLE
AS $$
    SELECT CASE WHEN activity.id IS NULL THEN kind || '_not_found'
                WHEN activity.state <> activity_refusal.state THEN 'activity_state_conflict' END
$$;
