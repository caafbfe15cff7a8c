-- The caller wants to be forgotten, seven days from now. Asking again changes nothing.
CREATE OR REPLACE FUNCTION api.me_erasure_request(
    caller_id uuid, reason text, request_id uuid, OUT outcome text, OUT body json)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    wish core.erasures;
BEGIN
    PERFORM FROM core.members AS m
    WHERE m.id = caller_id AND m.status <> 'closed' FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        outcome := 'member_unknown';
        RETURN;
    END IF;
    SELECT e.* INTO wish FROM core.erasures AS e
    WHERE e.member_id = caller_id AND e.status = 'pending';
    IF NOT FOUND THEN
        outcome := core.erasure_refusal(caller_id);
        IF outcome IS NOT NULL THEN
            RETURN;
        END IF;
        INSERT INTO core.erasures (member_id, reason)
        VALUES (caller_id, me_erasure_request.reason) RETURNING * INTO wish;
        PERFORM core.audit_write(
            'member', caller_id, 'me_erasure_request', core.organisation_of(caller_id), 'member',
            caller_id, jsonb_build_object('erases_at', wish.erases_at), NULL, request_id);
    END IF;
    outcome := 'ok';
    body := core.erasure_json(wish);
END
$$;
