-- Closes the books of a lottery whose seed is public and whose awards are all settled: what its budget
-- still promises for it is released.
CREATE OR REPLACE FUNCTION api.lottery_archive(
    caller_id uuid, allowed_roles text[], resource text, lottery_id uuid, reason text, request_id uuid,
    OUT outcome text, OUT body json)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    activity CONSTANT core.activities := core.activity_locked(
        caller_id, allowed_roles, resource, lottery_id, 'lottery');
BEGIN
    outcome := CASE
        WHEN activity.id IS NULL THEN 'lottery_not_found'
        WHEN activity.state <> 'published' OR (SELECT l.revealed_at FROM core.lotteries AS l
                                               WHERE l.id = activity.id) IS NULL
            THEN 'activity_state_conflict'
        WHEN EXISTS (SELECT FROM core.awards AS w WHERE w.activity_id = activity.id
                     AND w.state IN ('won', 'claimed', 'issued')) THEN 'awards_open'
        ELSE 'ok' END;
    IF outcome = 'ok' THEN
        PERFORM core.budget_release(activity, caller_id, reason);
        PERFORM core.activity_moved(activity, 'lottery_archive', 'archived', 'archived', caller_id, reason,
                                    NULL, request_id);
        SELECT core.admin_lottery_json(l) INTO body FROM core.lotteries AS l WHERE l.id = activity.id;
    END IF;
END
$$;
