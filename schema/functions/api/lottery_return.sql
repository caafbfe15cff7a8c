-- Gives a lottery that waits for review back to be revised.
CREATE OR REPLACE FUNCTION api.lottery_return(
    caller_id uuid, allowed_roles text[], resource text, lottery_id uuid, reason text, request_id uuid,
    OUT outcome text, OUT body json)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    activity CONSTANT core.activities := core.activity_locked(
        caller_id, allowed_roles, resource, lottery_id, 'lottery');
BEGIN
    outcome := CASE WHEN activity.id IS NULL THEN 'lottery_not_found'
                    WHEN activity.state <> 'review' THEN 'activity_state_conflict' ELSE 'ok' END;
    IF outcome = 'ok' THEN
        PERFORM core.activity_moved(activity, 'lottery_return', 'returned', 'draft', caller_id, reason,
                                    NULL, request_id);
        SELECT core.admin_lottery_json(l) INTO body FROM core.lotteries AS l WHERE l.id = activity.id;
    END IF;
END
$$;
