-- Ends a giveaway, early if it still runs, and gives what its budget promised for shares that nobody has
-- claimed back to it. What was claimed goes its way. One by lot must have been drawn.
CREATE OR REPLACE FUNCTION api.giveaway_close(
    caller_id uuid, allowed_roles text[], resource text, giveaway_id uuid, reason text, request_id uuid,
    OUT outcome text, OUT body json)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    activity CONSTANT core.activities := core.activity_locked(
        caller_id, allowed_roles, resource, giveaway_id, 'giveaway');
    giveaway core.giveaways;
BEGIN
    PERFORM FROM core.giveaway_counters AS c WHERE c.giveaway_id = activity.id FOR NO KEY UPDATE;
    SELECT g.* INTO giveaway FROM core.giveaways AS g WHERE g.id = activity.id;
    outcome := CASE
        WHEN activity.id IS NULL THEN 'giveaway_not_found'
        WHEN activity.state <> 'published' THEN 'activity_state_conflict'
        WHEN giveaway.mode = 'lot' AND (SELECT l.revealed_at FROM core.lotteries AS l
                                        WHERE l.id = giveaway.id) IS NULL
            THEN 'activity_state_conflict'
        ELSE 'ok' END;
    IF outcome = 'ok' THEN
        UPDATE core.giveaways AS g SET ended_at = clock_timestamp()
        WHERE g.id = activity.id AND g.closes_at > now();
        PERFORM core.giveaway_released(activity, giveaway, caller_id, reason);
        PERFORM core.activity_moved(activity, 'giveaway_close', 'archived', 'archived', caller_id, reason,
                                    NULL, request_id);
        SELECT core.admin_giveaway_json(g) INTO body FROM core.giveaways AS g WHERE g.id = activity.id;
    END IF;
END
$$;
