-- Hands a draft over for review, with its rules as they are now.
CREATE OR REPLACE FUNCTION core.activity_submit(
    caller_id uuid, allowed_roles text[], resource text, activity_id uuid, kind text, reason text,
    request_id uuid, OUT outcome text, OUT body json)
LANGUAGE plpgsql
AS $$
DECLARE
    activity CONSTANT core.activities := core.activity_locked(
        caller_id, allowed_roles, resource, activity_id, kind);
BEGIN
    outcome := coalesce(core.activity_refusal(activity, kind, 'draft'),
                        core.activity_publish_refusal(activity, NULL), 'ok');
    IF outcome = 'ok' THEN
        UPDATE core.activities AS a SET submitted_by = caller_id WHERE a.id = activity.id;
        PERFORM core.activity_moved(activity, kind || '_submit', 'submitted', 'review', caller_id, reason,
                                    core.activity_rules(activity), request_id);
        body := core.activity_json(activity);
    END IF;
END
$$;
