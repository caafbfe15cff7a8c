-- The foundings that the caller has applied for, newest first.
CREATE OR REPLACE FUNCTION api.founding_application_list(caller_id uuid, "limit" bigint, cursor text,
                                                       OUT outcome text, OUT body json)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
BEGIN
    SELECT o.outcome, o.body INTO outcome, body
    FROM core.applications_of(caller_id, 'founding', "limit", cursor) AS o;
END
$$;
