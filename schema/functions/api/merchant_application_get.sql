-- One of the contracts that the caller has applied for.
CREATE OR REPLACE FUNCTION api.merchant_application_get(caller_id uuid, application_id uuid,
                                                      OUT outcome text, OUT body json)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
BEGIN
    SELECT b.body INTO body
    FROM core.application_bodies(ARRAY(
        SELECT a.id FROM core.applications AS a
        WHERE a.id = merchant_application_get.application_id
          AND a.applicant_id = merchant_application_get.caller_id
          AND a.kind = 'merchant'), false) AS b;
    outcome := CASE WHEN body IS NULL THEN 'application_not_found' ELSE 'ok' END;
END
$$;
