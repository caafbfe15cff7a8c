-- The applicant takes back an application that is not decided yet, of a lane. body:
-- the application as it then is.
CREATE OR REPLACE FUNCTION core.application_withdraw(
    action text, lane text, member_id uuid, application_id uuid, request_id uuid,
    OUT outcome text, OUT body json)
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    subject core.applications;
BEGIN
    SELECT a.* INTO subject FROM core.applications AS a
    WHERE a.id = application_withdraw.application_id
      AND a.applicant_id = application_withdraw.member_id
      AND core.application_lane(a.kind) = lane
    FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        outcome := 'application_not_found';
    ELSIF subject.decided_at IS NOT NULL THEN
        outcome := 'application_not_open';
    ELSE
        UPDATE core.applications AS a SET state = 'withdrawn', decided_at = now()
        WHERE a.id = subject.id;
        PERFORM core.application_step(subject, 'withdrawn', 'member', member_id, NULL, NULL, action,
                                      request_id);
        outcome := 'ok';
        SELECT b.body INTO body FROM core.application_bodies(ARRAY[subject.id], false) AS b;
    END IF;
END
$$;
