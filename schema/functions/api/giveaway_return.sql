-- Gives a giveaway that waits for review back to be revised.
CREATE OR REPLACE FUNCTION api.giveaway_return(
    caller_id uuid, allowed_roles text[], resource text, giveaway_id uuid, reason text, request_id uuid,
    OUT outcome text, OUT body json)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    activity CONSTANT core.activities := core.activity_locked(
        caller_id, allowed_roles, resource, giveaway_id, 'giveaway');
BEGIN
    outcome := CASE WHEN activity.id IS NULL THEN 'giveaway_not_found'
                    WHEN activity.state <> 'review' THEN 'activity_state_conflict' ELSE 'ok' END;
    IF outcome = 'ok' THEN
        PERFORM core.activity_moved(activity, 'giveaway_return', 'returned', 'draft', caller_id, reason,
                                    NULL, request_id);
        SELECT core.admin_giveaway_json(g) INTO body FROM core.giveaways AS g WHERE g.id = activity.id;
    END IF;
END
$$;
