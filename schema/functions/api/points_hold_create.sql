-- A merchant holds points of the member whose code it was shown, until a deadline, once for each of
-- its references. Later it captures them, or lets them go.
CREATE OR REPLACE FUNCTION api.points_hold_create(
    caller_id uuid, key_id uuid, key_mode text, code_hash bytea, points bigint, reference text,
    expires_in_s bigint, dry_run boolean, idempotency_key text, fingerprint bytea, request_id uuid,
    OUT outcome text, OUT body json, OUT replay_of uuid)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    owner_id uuid;
    hold core.holds;
    deadline CONSTANT timestamptz := now() + make_interval(secs => expires_in_s);
BEGIN
    IF NOT dry_run THEN
        SELECT c.outcome, c.body, c.replay_of INTO outcome, body, replay_of
        FROM core.idempotency_claim(caller_id, 'points_hold_create', idempotency_key, fingerprint) AS c;
        IF outcome IS NOT NULL THEN
            RETURN;
        END IF;
    END IF;
    SELECT coalesce(a.refusal, 'ok'), a.member_id INTO outcome, owner_id
    FROM core.hold_admit(caller_id, key_mode, code_hash, points, reference, dry_run) AS a;
    IF outcome = 'ok' AND dry_run THEN
        SELECT row_to_json(planned) INTO body FROM (
            SELECT NULL::uuid AS id, points_hold_create.reference, 'planned' AS state,
                   points_hold_create.points, 0 AS captured, 0 AS refunded, deadline AS expires_at,
                   NULL::timestamptz AS created_at, NULL::timestamptz AS settled_at) AS planned;
    ELSIF outcome = 'ok' THEN
        hold := core.hold_place(caller_id, key_id, owner_id, points, reference, deadline, request_id);
        outcome := CASE WHEN hold.id IS NULL THEN 'reference_taken' ELSE 'ok' END;
        body := CASE WHEN hold.id IS NOT NULL THEN core.hold_json(hold) END;
    END IF;
    IF NOT dry_run THEN
        PERFORM core.idempotency_store(caller_id, 'points_hold_create', idempotency_key, fingerprint,
                                       request_id, outcome, body);
    END IF;
END
$$;
