-- The union answers a merchant's objection, with an adjustment or with none: the settlement waits for the merchant
-- again.
CREATE OR REPLACE FUNCTION api.settlement_resolve(
    caller_id uuid, allowed_roles text[], resource text, settlement_id uuid, adjustment_fen bigint, reason text,
    idempotency_key text, fingerprint bytea, request_id uuid, OUT outcome text, OUT body json, OUT replay_of uuid)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    settlement core.settlements;
    earlier text;
BEGIN
    SELECT c.outcome, c.body, c.replay_of INTO outcome, body, replay_of
    FROM core.idempotency_claim(caller_id, 'settlement_resolve', idempotency_key, fingerprint) AS c;
    IF outcome IS NOT NULL THEN
        RETURN;
    END IF;
    settlement := core.settlement_locked(settlement_id, caller_id, allowed_roles, resource, NULL);
    earlier := settlement.state;
    outcome := CASE WHEN settlement.id IS NULL THEN 'settlement_not_found'
                    WHEN settlement.state <> 'disputed' THEN 'settlement_state_conflict'
                    ELSE 'ok' END;
    IF outcome = 'ok' THEN
        settlement := core.settlement_adjust(settlement, adjustment_fen, reason);
        PERFORM core.settlement_audit('admin', caller_id, 'settlement_resolve', settlement, earlier,
                                      reason, request_id);
        body := core.settlement_json(settlement);
    END IF;
    PERFORM core.idempotency_store(caller_id, 'settlement_resolve', idempotency_key, fingerprint, request_id,
                                   outcome, body);
END
$$;
