-- The caller's latest wish to be forgotten.
CREATE OR REPLACE FUNCTION api.me_erasure_get(caller_id uuid, OUT outcome text, OUT body json)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
BEGIN
    SELECT core.erasure_json(e) INTO body FROM core.erasures AS e
    WHERE e.member_id = caller_id ORDER BY e.requested_at DESC, e.id DESC LIMIT 1;
    outcome := CASE WHEN body IS NULL THEN 'erasure_not_requested' ELSE 'ok' END;
END
$$;
