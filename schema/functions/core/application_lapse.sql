-- Ends a locked application whose time has run out: a leaving takes effect, unless the membership has
-- ended some other way; anything else counts as withdrawn.
CREATE OR REPLACE FUNCTION core.application_lapse(application core.applications) RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
    IF application.kind = 'leaving' AND core.application_approve(application) IS NULL THEN
        PERFORM core.application_step(application, 'approved', 'system', NULL, NULL, NULL,
                                      'applications_expire', NULL);
        RETURN;
    END IF;
    UPDATE core.applications AS a SET state = 'withdrawn', decided_at = now()
    WHERE a.id = application.id;
    PERFORM core.application_step(application, 'lapsed', 'system', NULL, NULL, NULL,
                                  'applications_expire', NULL);
END
$$;
