-- The merchant agrees: everybody gets back what they paid of these pieces.
CREATE OR REPLACE FUNCTION api.merchant_refund_approve(
    caller_id uuid, key_mode text, refund_id uuid, restock boolean, answer text, idempotency_key text,
    fingerprint bytea, request_id uuid, OUT outcome text, OUT body json, OUT replay_of uuid)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    refund core.order_refunds;
BEGIN
    SELECT c.outcome, c.body, c.replay_of INTO outcome, body, replay_of
    FROM core.idempotency_claim(caller_id, 'merchant_refund_approve', idempotency_key, fingerprint) AS c;
    IF outcome IS NOT NULL THEN
        RETURN;
    END IF;
    refund := core.order_refund_locked(refund_id);
    IF (core.merchant_order(caller_id, key_mode, refund.order_id)).id IS NULL THEN
        refund := NULL;
    END IF;
    outcome := CASE WHEN refund.id IS NULL THEN 'refund_not_found'
                    WHEN refund.state <> 'requested' THEN 'refund_decided'
                    ELSE 'ok' END;
    IF outcome = 'ok' THEN
        outcome := coalesce(core.order_refund_settle(refund, restock, answer), 'ok');
        SELECT r.* INTO refund FROM core.order_refunds AS r WHERE r.id = refund.id;
    END IF;
    IF outcome = 'ok' THEN
        PERFORM core.order_refund_audit(refund, 'requested', 'merchant', caller_id, 'merchant_refund_approve',
                                        request_id);
        body := core.order_refund_json(refund);
    END IF;
    PERFORM core.idempotency_store(caller_id, 'merchant_refund_approve', idempotency_key, fingerprint,
                                   request_id, outcome, body);
END
$$;
