-- One of the staff approves, rejects or returns an application. Whoever locks it first decides; who
-- comes later meets what it has become. body: the application as it then is.
--
-- Locks of everything that changes applications: idempotency key → the tree's shape → application →
-- person → account. Whoever moves organisations changes the paths of their applications.
CREATE OR REPLACE FUNCTION core.application_decide(
    action text, decision text, admin_id uuid, allowed_roles text[], resource text,
    application_id uuid, stage bigint, comment text, request_id uuid,
    OUT outcome text, OUT body json)
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    subject core.applications;
    office uuid;
BEGIN
    PERFORM pg_advisory_xact_lock_shared(core.tree_lock());
    SELECT a.* INTO subject FROM core.applications AS a
    WHERE a.id = application_decide.application_id
    FOR NO KEY UPDATE;
    outcome := core.decision_refusal(admin_id, allowed_roles, resource, subject, decision, stage);
    IF outcome IS NOT NULL THEN
        RETURN;
    END IF;
    office := core.application_office(admin_id, allowed_roles, resource, subject);
    IF decision = 'approved' THEN
        outcome := core.application_approve(subject);
    ELSIF decision = 'rejected' THEN
        UPDATE core.applications AS a SET state = 'rejected', decided_at = now()
        WHERE a.id = subject.id;
    ELSE
        UPDATE core.applications AS a
        SET state = 'returned',
            due_at = date_trunc('day', now(), 'Asia/Shanghai') + interval '31 days'
        WHERE a.id = subject.id;
    END IF;
    IF outcome IS NOT NULL THEN
        RETURN;
    END IF;
    PERFORM core.application_step(subject, decision, 'admin', admin_id, office, comment, action,
                                  request_id);
    PERFORM core.organisation_event(
        admin_id, action, o.id, 'created',
        jsonb_build_object('name', jsonb_build_array(NULL, o.name),
                           'parent_id', jsonb_build_array(NULL, o.parent_id)), comment, request_id)
    FROM core.applications AS a JOIN core.organisations AS o ON o.id = a.founded_id
    WHERE a.id = subject.id;
    outcome := 'ok';
    SELECT c.body INTO body FROM core.application_bodies(ARRAY[subject.id], true) AS c;
END
$$;
