-- One organisation with those above it. One that was dissolved is still told of, and where it went.
CREATE OR REPLACE FUNCTION api.organisation_get(organisation_id uuid,
                                                OUT outcome text, OUT body json)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
BEGIN
    body := core.organisation_body(organisation_id);
    outcome := CASE WHEN body IS NULL THEN 'organisation_not_found' ELSE 'ok' END;
END
$$;
