-- Writes down what has happened to an organisation; its history is read from there. event: created,
-- updated, moved, child_left, merged, absorbed, closed. changes: {"field": [before, after]}.
CREATE OR REPLACE FUNCTION core.organisation_event(
    admin_id uuid, action text, organisation_id uuid, event text, changes jsonb, reason text,
    request_id uuid)
RETURNS void
LANGUAGE sql VOLATILE
AS $$
    SELECT core.audit_write(
        'admin', organisation_event.admin_id, organisation_event.action,
        organisation_event.organisation_id, 'organisation', organisation_event.organisation_id,
        organisation_event.changes || jsonb_build_object('event', organisation_event.event),
        organisation_event.reason, organisation_event.request_id)
$$;
