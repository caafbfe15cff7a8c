-- Writes a draft's rules anew.
CREATE OR REPLACE FUNCTION core.activity_revise(
    caller_id uuid, allowed_roles text[], resource text, activity_id uuid, kind text, rules jsonb,
    request_id uuid, OUT outcome text, OUT body json)
LANGUAGE plpgsql
AS $$
DECLARE
    activity CONSTANT core.activities := core.activity_locked(
        caller_id, allowed_roles, resource, activity_id, kind);
BEGIN
    outcome := coalesce(
        core.activity_refusal(activity, kind, 'draft'),
        CASE kind WHEN 'lottery' THEN core.lottery_draft_refusal(caller_id, allowed_roles, resource, rules)
                  ELSE core.giveaway_draft_refusal(caller_id, allowed_roles, resource, rules) END, 'ok');
    IF outcome = 'ok' THEN
        IF kind = 'lottery' THEN
            PERFORM core.lottery_rules_write(activity.id, rules);
        ELSE
            PERFORM core.giveaway_rules_write(activity.id, rules);
        END IF;
        PERFORM core.activity_moved(activity, kind || '_revise', 'revised', NULL, caller_id, NULL, NULL,
                                    request_id);
        body := core.activity_json(activity);
    END IF;
END
$$;
