-- An administrator adds an organisation below one that they cover.
CREATE OR REPLACE FUNCTION api.organisation_create(
    caller_id uuid, allowed_roles text[], resource text, parent_id uuid, level text, name text,
    code text, credit_code text, reason text, idempotency_key text, fingerprint bytea,
    request_id uuid, OUT outcome text, OUT body json, OUT replay_of uuid)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    opened record;
BEGIN
    SELECT c.outcome, c.body, c.replay_of INTO outcome, body, replay_of
    FROM core.idempotency_claim(caller_id, 'organisation_create', idempotency_key, fingerprint) AS c;
    IF outcome IS NOT NULL THEN
        RETURN;
    ELSIF NOT core.staff_covers(caller_id, allowed_roles, resource, parent_id) THEN
        outcome := 'organisation_not_found';
    ELSE
        SELECT o.refusal, o.id INTO opened
        FROM core.organisation_open(parent_id, level, name, code, credit_code) AS o;
        outcome := coalesce(opened.refusal, 'ok');
    END IF;
    IF outcome = 'ok' THEN
        body := core.organisation_body(opened.id);
        PERFORM core.organisation_event(
            caller_id, 'organisation_create', opened.id, 'created',
            jsonb_build_object('name', jsonb_build_array(NULL, body ->> 'name'),
                               'parent_id', jsonb_build_array(NULL, parent_id)),
            reason, request_id);
    END IF;
    PERFORM core.idempotency_store(caller_id, 'organisation_create', idempotency_key, fingerprint,
                                   request_id, outcome, body);
END
$$;
