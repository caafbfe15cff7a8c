-- Notes that a confirmed settlement was paid, with the bank's reference.
CREATE OR REPLACE FUNCTION api.settlement_pay(
    caller_id uuid, allowed_roles text[], resource text, settlement_id uuid, bank_reference text,
    idempotency_key text, fingerprint bytea, request_id uuid, OUT outcome text, OUT body json, OUT replay_of uuid)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    settlement core.settlements;
    earlier text;
BEGIN
    SELECT c.outcome, c.body, c.replay_of INTO outcome, body, replay_of
    FROM core.idempotency_claim(caller_id, 'settlement_pay', idempotency_key, fingerprint) AS c;
    IF outcome IS NOT NULL THEN
        RETURN;
    END IF;
    settlement := core.settlement_locked(settlement_id, caller_id, allowed_roles, resource, NULL);
    earlier := settlement.state;
    outcome := CASE WHEN settlement.id IS NULL THEN 'settlement_not_found'
                    WHEN settlement.state <> 'confirmed' THEN 'settlement_state_conflict'
                    ELSE 'ok' END;
    IF outcome = 'ok' THEN
        UPDATE core.settlements AS s
        SET state = 'paid', paid_at = now(), paid_by = caller_id, bank_reference = settlement_pay.bank_reference
        WHERE s.id = settlement.id RETURNING s.* INTO settlement;
        PERFORM core.settlement_audit('admin', caller_id, 'settlement_pay', settlement, earlier,
                                      settlement_pay.bank_reference, request_id);
        PERFORM core.settlement_event('settlement.paid', settlement);
        body := core.settlement_json(settlement);
    END IF;
    PERFORM core.idempotency_store(caller_id, 'settlement_pay', idempotency_key, fingerprint, request_id,
                                   outcome, body);
END
$$;
