-- Hands a draft over for review, with its rules as they are now.
CREATE OR REPLACE FUNCTION api.lottery_submit(
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
                    WHEN activity.state <> 'draft' THEN 'activity_state_conflict'
                    ELSE coalesce(core.lottery_publish_refusal(activity, NULL), 'ok') END;
    IF outcome = 'ok' THEN
        UPDATE core.activities AS a SET submitted_by = caller_id WHERE a.id = activity.id;
        PERFORM core.activity_moved(activity, 'lottery_submit', 'submitted', 'review', caller_id, reason,
                                    core.lottery_rules(activity.id), request_id);
        SELECT core.admin_lottery_json(l) INTO body FROM core.lotteries AS l WHERE l.id = activity.id;
    END IF;
END
$$;
