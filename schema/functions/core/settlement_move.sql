-- A settlement that is a caller's business goes from one state to another, as action: what the operations that
-- decide about it share. note: the dispute's reason, the adjustment's or the bank's reference; fen: the adjustment.
CREATE OR REPLACE FUNCTION core.settlement_move(
    action text, earlier text, state text, actor_kind text, caller_id uuid, allowed_roles text[], resource text,
    key_id uuid, settlement_id uuid, note text, fen bigint, idempotency_key text, fingerprint bytea, request_id uuid,
    OUT outcome text, OUT body json, OUT replay_of uuid)
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    settlement core.settlements;
BEGIN
    SELECT c.outcome, c.body, c.replay_of INTO outcome, body, replay_of
    FROM core.idempotency_claim(caller_id, action, idempotency_key, fingerprint) AS c;
    IF outcome IS NOT NULL THEN
        RETURN;
    END IF;
    settlement := core.settlement_locked(settlement_id, caller_id, allowed_roles, resource, key_id);
    outcome := CASE WHEN settlement.id IS NULL THEN 'settlement_not_found'
                    WHEN settlement.state <> earlier THEN 'settlement_state_conflict'
                    ELSE 'ok' END;
    IF outcome = 'ok' THEN
        settlement := CASE WHEN earlier = 'disputed' THEN core.settlement_adjust(settlement, fen, note)
                           ELSE core.settlement_stand(settlement, state, caller_id, note) END;
        PERFORM core.settlement_audit(actor_kind, caller_id, action, settlement, earlier, note, request_id);
        body := core.settlement_json(settlement);
    END IF;
    PERFORM core.idempotency_store(caller_id, action, idempotency_key, fingerprint, request_id, outcome, body);
END
$$;
