-- Writes down a step of a locked activity's way (kind of core.activity_events), its rules as they are
-- now, and who took it; operation is the audit's word for it. state NULL: it stays where it is.
CREATE OR REPLACE FUNCTION core.activity_moved(
    activity core.activities, operation text, kind text, state text, admin_id uuid, reason text,
    rules text, request_id uuid)
RETURNS void
LANGUAGE plpgsql
AS $$
BEGIN
    UPDATE core.activities AS a SET state = activity_moved.state
    WHERE a.id = activity.id AND activity_moved.state <> a.state;
    INSERT INTO core.activity_events (activity_id, kind, admin_id, reason, rules)
    VALUES (activity.id, activity_moved.kind, activity_moved.admin_id, activity_moved.reason,
            activity_moved.rules);
    PERFORM core.audit_write(
        'admin', admin_id, operation, activity.organisation_id, activity.kind, activity.id,
        jsonb_strip_nulls(jsonb_build_object('state', CASE WHEN state <> activity.state
            THEN jsonb_build_array(activity.state, state) END)), reason, request_id);
END
$$;
