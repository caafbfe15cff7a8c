-- Gives an activity that waits for review back to be revised.
CREATE OR REPLACE FUNCTION core.activity_return(
    caller_id uuid, allowed_roles text[], resource text, activity_id uuid, kind text, reason text,
    request_id uuid, OUT outcome text, OUT body json)
LANGUAGE plpgsql
AS $$
DECLARE
    activity CONSTANT core.activities := core.activity_locked(
        caller_id, allowed_roles, resource, activity_id, kind);
BEGIN
    outcome := coalesce(core.activity_refusal(activity, kind, 'review'), 'ok');
    IF outcome = 'ok' THEN
        PERFORM core.activity_moved(activity, kind || '_return', 'returned', 'draft', caller_id, reason,
                                    NULL, request_id);
        body := core.activity_json(activity);
    END IF;
END
$$;
