-- The member's papers do not say so; comment tells them why.
CREATE OR REPLACE FUNCTION api.admin_correction_reject(
    caller_id uuid, allowed_roles text[], resource text, correction_id uuid, comment text,
    request_id uuid, OUT outcome text, OUT body json)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    claim record;
    wish core.corrections;
BEGIN
    SELECT * INTO claim
    FROM core.correction_claim(caller_id, allowed_roles, resource, correction_id);
    wish := claim.wish;
    outcome := coalesce(claim.outcome, 'ok');
    IF outcome = 'ok' THEN
        body := core.correction_close(wish, caller_id, 'rejected', comment,
                                      'admin_correction_reject',
                                      jsonb_build_object('field', wish.field), request_id);
    END IF;
END
$$;
