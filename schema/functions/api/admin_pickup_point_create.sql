-- A new pick-up point of an organisation of the caller's subtree.
CREATE OR REPLACE FUNCTION api.admin_pickup_point_create(
    caller_id uuid, allowed_roles text[], resource text, organisation_id uuid, name text, address text,
    hours text, idempotency_key text, fingerprint bytea, request_id uuid,
    OUT outcome text, OUT body json, OUT replay_of uuid)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    point core.pickup_points;
BEGIN
    SELECT c.outcome, c.body, c.replay_of INTO outcome, body, replay_of
    FROM core.idempotency_claim(caller_id, 'admin_pickup_point_create', idempotency_key, fingerprint) AS c;
    IF outcome IS NOT NULL THEN
        RETURN;
    END IF;
    outcome := CASE WHEN core.staff_covers(caller_id, allowed_roles, resource, organisation_id) THEN 'ok'
                    ELSE 'organisation_not_found' END;
    IF outcome = 'ok' THEN
        INSERT INTO core.pickup_points (organisation_id, name, address, hours)
        VALUES (admin_pickup_point_create.organisation_id, admin_pickup_point_create.name,
                admin_pickup_point_create.address, admin_pickup_point_create.hours)
        RETURNING * INTO point;
        body := core.pickup_point_case_json(point);
        PERFORM core.audit_write(
            'admin', caller_id, 'admin_pickup_point_create', organisation_id, 'pickup_point', point.id,
            core.pickup_point_json(point)::jsonb - 'id', NULL, request_id);
    END IF;
    PERFORM core.idempotency_store(caller_id, 'admin_pickup_point_create', idempotency_key, fingerprint,
                                   request_id, outcome, body);
END
$$;
