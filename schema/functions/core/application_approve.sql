-- Takes a locked application one stage on: to the next office, or after the last to its effect.
-- Returns why that cannot be, and then changes nothing, or NULL.
CREATE OR REPLACE FUNCTION core.application_approve(application core.applications) RETURNS text
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    refusal text;
BEGIN
    UPDATE core.applications AS a
    SET state = 'in_review', stage = n.stage, organisation_id = n.organisation_id,
        office_path = n.office_path, origin_path = n.origin_path, due_at = n.due_at
    FROM core.application_next(application.kind, application.stage, application.source_id,
                               application.target_id) AS n
    WHERE a.id = application.id AND n.stage IS NOT NULL;
    IF FOUND THEN
        RETURN NULL;
    END IF;
    refusal := CASE application.kind
        WHEN 'joining' THEN core.joining_effect(application)
        WHEN 'founding' THEN core.founding_effect(application)
        WHEN 'transfer' THEN core.transfer_effect(application)
        WHEN 'leaving' THEN core.leaving_effect(application)
        WHEN 'merchant' THEN core.merchant_effect(application) END;
    IF refusal IS NULL THEN
        UPDATE core.applications AS a SET state = 'approved', decided_at = now()
        WHERE a.id = application.id;
    END IF;
    RETURN refusal;
END
$$;
