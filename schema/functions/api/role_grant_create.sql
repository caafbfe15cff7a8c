-- One of the staff gives somebody a role; a platform administrator is made by two of them.
CREATE OR REPLACE FUNCTION api.role_grant_create(
    caller_id uuid, allowed_roles text[], resource text, admin_id uuid, member_id uuid, role text,
    organisation_id uuid, station_id uuid, merchant_id uuid, includes_below boolean, resources jsonb,
    expires_at timestamptz, reason text, idempotency_key text, fingerprint bytea, request_id uuid,
    OUT outcome text, OUT body json, OUT replay_of uuid)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    wanted core.role_grants;
    verdict text := 'granted';
BEGIN
    SELECT c.outcome, c.body, c.replay_of INTO outcome, body, replay_of
    FROM core.idempotency_claim(caller_id, 'role_grant_create', idempotency_key, fingerprint) AS c;
    IF outcome IS NOT NULL THEN
        RETURN;
    END IF;
    wanted.admin_id := role_grant_create.admin_id;
    wanted.member_id := role_grant_create.member_id;
    wanted.role := role_grant_create.role;
    wanted.organisation_id := role_grant_create.organisation_id;
    wanted.station_id := role_grant_create.station_id;
    wanted.merchant_id := role_grant_create.merchant_id;
    wanted.includes_below := role_grant_create.includes_below;
    wanted.resources := core.text_array(role_grant_create.resources);
    wanted.expires_at := role_grant_create.expires_at;
    wanted.reason := role_grant_create.reason;
    outcome := coalesce(core.role_grant_refusal(caller_id, allowed_roles, resource, wanted),
                        core.role_holder_refusal(caller_id, allowed_roles, resource, wanted));
    IF outcome IS NULL THEN
        IF role = 'platform_admin' THEN
            SELECT s.verdict, s.body INTO verdict, body
            FROM core.second_person(caller_id, allowed_roles, resource, 'role_grant_create',
                fingerprint, admin_id, organisation_id, reason, request_id) AS s;
        END IF;
        IF verdict = 'granted' THEN
            wanted := core.role_grant_insert(caller_id, 'role_grant_create', wanted, request_id);
            body := '{"state": "done", "expires_at": null}';
        END IF;
        body := json_build_object('state', body -> 'state', 'expires_at', body -> 'expires_at',
            'grant', CASE WHEN verdict = 'granted' THEN core.role_grant_json(wanted) END);
        outcome := 'ok';
    END IF;
    PERFORM core.idempotency_store(caller_id, 'role_grant_create', idempotency_key, fingerprint,
                                   request_id, outcome, body);
END
$$;
