-- The merchant takes what it holds, or a part of it; the rest goes back at once.
CREATE OR REPLACE FUNCTION api.points_hold_capture(
    caller_id uuid, key_mode text, hold_id uuid, points bigint, idempotency_key text,
    fingerprint bytea, request_id uuid, OUT outcome text, OUT body json, OUT replay_of uuid)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    hold core.holds;
BEGIN
    SELECT c.outcome, c.body, c.replay_of INTO outcome, body, replay_of
    FROM core.idempotency_claim(caller_id, 'points_hold_capture', idempotency_key, fingerprint) AS c;
    IF outcome IS NOT NULL THEN
        RETURN;
    END IF;
    hold := core.hold_lock(caller_id, key_mode, hold_id);
    outcome := CASE
        WHEN hold.id IS NULL THEN 'hold_not_found'
        WHEN hold.state IN ('captured', 'released') THEN 'hold_settled'
        WHEN hold.state = 'expired' OR hold.expires_at <= now() THEN 'hold_expired'
        WHEN points > hold.points THEN 'hold_exceeded'
        ELSE 'ok' END;
    IF outcome = 'ok' THEN
        PERFORM core.points_capture(hold.id, points);
        hold := core.hold_of(caller_id, key_mode, hold_id);
        PERFORM core.hold_audit(hold, 'points_hold_capture', jsonb_build_object(
            'state', jsonb_build_array('open', hold.state), 'captured', hold.captured), request_id);
        body := core.hold_json(hold);
    END IF;
    PERFORM core.idempotency_store(caller_id, 'points_hold_capture', idempotency_key, fingerprint,
                                   request_id, outcome, body);
END
$$;
