-- The caller wants to stay after all.
CREATE OR REPLACE FUNCTION api.me_erasure_withdraw(
    caller_id uuid, request_id uuid, OUT outcome text, OUT body json)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    wish core.erasures;
BEGIN
    UPDATE core.erasures AS e SET status = 'withdrawn', ended_at = now()
    WHERE e.member_id = caller_id AND e.status = 'pending' RETURNING e.* INTO wish;
    IF NOT FOUND THEN
        outcome := 'erasure_not_requested';
        RETURN;
    END IF;
    PERFORM core.audit_write('member', caller_id, 'me_erasure_withdraw',
                             core.organisation_of(caller_id), 'member', caller_id, NULL, NULL,
                             request_id);
    outcome := 'ok';
    body := core.erasure_json(wish);
END
$$;
