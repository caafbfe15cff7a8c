-- Makes an application at its first stage. NULL when that has no office, or when the person, the
-- account or, for a founding, the enterprise has an open one already: then nothing was done. The
-- caller writes its first step (core.application_made).
--
-- The look for an open one comes first, because the insert would wait for whoever is deciding it, and
-- they may wait for the person whom we have locked.
CREATE OR REPLACE FUNCTION core.application_open(
    id uuid, kind text, applicant_id uuid, person_id uuid, source_id uuid, target_id uuid,
    form jsonb, is_duplicate boolean DEFAULT false, contact jsonb DEFAULT NULL,
    contact_sealed bytea DEFAULT NULL)
RETURNS core.applications
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    made core.applications;
BEGIN
    INSERT INTO core.applications
        (id, kind, applicant_id, person_id, source_id, target_id, form, is_duplicate, contact,
         contact_sealed, stage, organisation_id, office_path, origin_path, due_at)
    SELECT application_open.id, application_open.kind, application_open.applicant_id,
           application_open.person_id, application_open.source_id, application_open.target_id,
           application_open.form, application_open.is_duplicate, application_open.contact,
           application_open.contact_sealed, n.stage, n.organisation_id, n.office_path,
           n.origin_path, n.due_at
    FROM core.application_next(application_open.kind, 0, application_open.source_id,
                               application_open.target_id) AS n
    WHERE n.stage IS NOT NULL AND NOT EXISTS (
        SELECT FROM core.applications AS other
        WHERE other.decided_at IS NULL
          AND core.application_lane(other.kind) = core.application_lane(application_open.kind)
          AND (other.applicant_id = application_open.applicant_id
               OR (core.application_lane(other.kind) = 'membership' AND NOT other.is_duplicate
                   AND NOT application_open.is_duplicate
                   AND other.person_id = application_open.person_id)))
    ON CONFLICT DO NOTHING
    RETURNING * INTO made;
    RETURN made;
END
$$;
