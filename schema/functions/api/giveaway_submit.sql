-- Hands a draft over for review, with its rules as they are now.
CREATE OR REPLACE FUNCTION api.giveaway_submit(
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
                    WHEN activity.state <> 'draft' THEN 'activity_state_conflict'
                    ELSE coalesce(core.giveaway_publish_refusal(activity, NULL), 'ok') END;
    IF outcome = 'ok' THEN
        UPDATE core.activities AS a SET submitted_by = caller_id WHERE a.id = activity.id;
        PERFORM core.activity_moved(activity, 'giveaway_submit', 'submitted', 'review', caller_id, reason,
                                    core.giveaway_rules(activity.id), request_id);
        SELECT core.admin_giveaway_json(g) INTO body FROM core.giveaways AS g WHERE g.id = activity.id;
    END IF;
END
$$;
