-- A member begins to work for a merchant; an owner everywhere, a clerk perhaps in one store only.
CREATE OR REPLACE FUNCTION api.merchant_staff_create(
    caller_id uuid, allowed_roles text[], resource text, merchant_id uuid, member_no text, role text,
    store_id uuid, idempotency_key text, fingerprint bytea, request_id uuid,
    OUT outcome text, OUT body json, OUT replay_of uuid)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    made core.merchant_staff;
    hired uuid := (SELECT m.id FROM core.members AS m
                   WHERE m.member_no = merchant_staff_create.member_no::bigint
                       AND m.status = 'active');
BEGIN
    SELECT c.outcome, c.body, c.replay_of INTO outcome, body, replay_of
    FROM core.idempotency_claim(caller_id, 'merchant_staff_create', idempotency_key,
                                fingerprint) AS c;
    IF outcome IS NOT NULL THEN
        RETURN;
    END IF;
    outcome := CASE
        WHEN core.merchant_office(caller_id, allowed_roles, resource, merchant_id) IS NULL
            THEN 'merchant_not_found'
        WHEN role = 'owner' AND store_id IS NOT NULL THEN 'merchant_staff_misfit'
        WHEN store_id IS NOT NULL AND NOT EXISTS (
            SELECT FROM core.stores AS s
            WHERE s.id = store_id AND s.merchant_id = merchant_staff_create.merchant_id)
            THEN 'store_not_found'
        WHEN hired IS NULL THEN 'member_not_found' END;
    IF outcome IS NULL THEN
        INSERT INTO core.merchant_staff AS s (merchant_id, member_id, store_id, role, created_by)
        VALUES (merchant_staff_create.merchant_id, hired, merchant_staff_create.store_id,
                merchant_staff_create.role, caller_id)
        ON CONFLICT DO NOTHING
        RETURNING s.* INTO made;
        outcome := CASE WHEN made.id IS NULL THEN 'merchant_staff_exists' ELSE 'ok' END;
    END IF;
    IF outcome = 'ok' THEN
        PERFORM core.merchant_audit(caller_id, 'merchant_staff_create', merchant_id, 'merchant_staff',
            made.id, jsonb_build_object('member_id', hired, 'role', made.role,
                                        'store_id', made.store_id), NULL, request_id);
        body := core.merchant_staff_json(made);
    END IF;
    PERFORM core.idempotency_store(caller_id, 'merchant_staff_create', idempotency_key, fingerprint,
                                   request_id, outcome, body);
END
$$;
