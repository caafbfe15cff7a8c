-- The merchant agrees with a settlement, which can be paid then.
CREATE OR REPLACE FUNCTION api.settlement_confirm(
    caller_id uuid, allowed_roles text[], resource text, key_id uuid, key_mode text, settlement_id uuid,
    idempotency_key text, fingerprint bytea, request_id uuid, OUT outcome text, OUT body json, OUT replay_of uuid)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    settlement core.settlements;
    earlier text;
BEGIN
    SELECT c.outcome, c.body, c.replay_of INTO outcome, body, replay_of
    FROM core.idempotency_claim(caller_id, 'settlement_confirm', idempotency_key, fingerprint) AS c;
    IF outcome IS NOT NULL THEN
        RETURN;
    END IF;
    IF key_mode = 'live' THEN
        settlement := core.settlement_locked(settlement_id, caller_id, allowed_roles, resource, key_id);
    END IF;
    earlier := settlement.state;
    outcome := CASE WHEN settlement.id IS NULL THEN 'settlement_not_found'
                    WHEN settlement.state <> 'closed' THEN 'settlement_state_conflict'
                    ELSE 'ok' END;
    IF outcome = 'ok' THEN
        UPDATE core.settlements AS s SET state = 'confirmed', confirmed_at = now()
        WHERE s.id = settlement.id RETURNING s.* INTO settlement;
        PERFORM core.settlement_audit(
            CASE WHEN key_id IS NULL THEN 'member' ELSE 'merchant' END, caller_id, 'settlement_confirm', settlement, earlier,
                                      NULL, request_id);
        body := core.settlement_json(settlement);
    END IF;
    PERFORM core.idempotency_store(caller_id, 'settlement_confirm', idempotency_key, fingerprint, request_id,
                                   outcome, body);
END
$$;
