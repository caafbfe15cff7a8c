-- Writes the first step of an application that core.application_open has made; application_pending
-- when it has made none, otherwise ok.
CREATE OR REPLACE FUNCTION core.application_made(application core.applications, action text,
                                                 request_id uuid)
RETURNS text
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
    IF application.id IS NULL THEN
        RETURN 'application_pending';
    END IF;
    PERFORM core.application_step(application, 'submitted', 'member', application.applicant_id,
                                  NULL, NULL, action, request_id);
    RETURN 'ok';
END
$$;
