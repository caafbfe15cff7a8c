-- The merchant lets go what it holds.
CREATE OR REPLACE FUNCTION api.points_hold_release(
    caller_id uuid, key_mode text, hold_id uuid, idempotency_key text, fingerprint bytea,
    request_id uuid, OUT outcome text, OUT body json, OUT replay_of uuid)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    hold core.holds;
BEGIN
    SELECT c.outcome, c.body, c.replay_of INTO outcome, body, replay_of
    FROM core.idempotency_claim(caller_id, 'points_hold_release', idempotency_key, fingerprint) AS c;
    IF outcome IS NOT NULL THEN
        RETURN;
    END IF;
    hold := core.hold_lock(caller_id, key_mode, hold_id);
    outcome := CASE
        WHEN hold.id IS NULL THEN 'hold_not_found'
        WHEN hold.state = 'expired' THEN 'hold_expired'
        WHEN hold.state <> 'open' THEN 'hold_settled'
        ELSE 'ok' END;
    IF outcome = 'ok' THEN
        PERFORM core.points_release(hold.id);
        hold := core.hold_of(caller_id, key_mode, hold_id);
        PERFORM core.hold_audit(hold, 'points_hold_release', jsonb_build_object(
            'state', jsonb_build_array('open', hold.state)), request_id);
        body := core.hold_json(hold);
    END IF;
    PERFORM core.idempotency_store(caller_id, 'points_hold_release', idempotency_key, fingerprint,
                                   request_id, outcome, body);
END
$$;
