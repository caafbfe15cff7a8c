-- Writes a draft's rules anew. The same rules again change nothing but the ids of the prizes.
CREATE OR REPLACE FUNCTION api.lottery_revise(
    caller_id uuid, allowed_roles text[], resource text, lottery_id uuid, rules jsonb, request_id uuid,
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
                    ELSE coalesce(core.lottery_draft_refusal(caller_id, allowed_roles, resource, rules),
                                  'ok') END;
    IF outcome = 'ok' THEN
        PERFORM core.lottery_rules_write(activity.id, rules);
        PERFORM core.activity_moved(activity, 'lottery_revise', 'revised', NULL, caller_id, NULL, NULL,
                                    request_id);
        SELECT core.admin_lottery_json(l) INTO body FROM core.lotteries AS l WHERE l.id = activity.id;
    END IF;
END
$$;
