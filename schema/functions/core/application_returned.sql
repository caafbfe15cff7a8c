-- An account's own application that was returned to it, locked. outcome NULL: here it is.
CREATE OR REPLACE FUNCTION core.application_returned(
    member_id uuid, application_id uuid, kind text,
    OUT outcome text, OUT application core.applications)
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
    SELECT a.* INTO application FROM core.applications AS a
    WHERE a.id = application_returned.application_id
      AND a.applicant_id = application_returned.member_id AND a.kind = application_returned.kind
    FOR NO KEY UPDATE;
    outcome := CASE WHEN application.id IS NULL THEN 'application_not_found'
                    WHEN application.state <> 'returned' THEN 'application_not_returned' END;
END
$$;
