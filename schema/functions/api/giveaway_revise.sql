-- Writes a draft's rules anew. The same rules again change nothing.
CREATE OR REPLACE FUNCTION api.giveaway_revise(
    caller_id uuid, allowed_roles text[], resource text, giveaway_id uuid, rules jsonb, request_id uuid,
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
                    ELSE coalesce(core.giveaway_draft_refusal(caller_id, allowed_roles, resource, rules),
                                  'ok') END;
    IF outcome = 'ok' THEN
        PERFORM core.giveaway_rules_write(activity.id, rules);
        PERFORM core.activity_moved(activity, 'giveaway_revise', 'revised', NULL, caller_id, NULL, NULL,
                                    request_id);
        SELECT core.admin_giveaway_json(g) INTO body FROM core.giveaways AS g WHERE g.id = activity.id;
    END IF;
END
$$;
