-- The merchant does not agree; the buyer may ask the union.
CREATE OR REPLACE FUNCTION api.merchant_refund_refuse(
    caller_id uuid, key_mode text, refund_id uuid, answer text, idempotency_key text,
    fingerprint bytea, request_id uuid, OUT outcome text, OUT body json, OUT replay_of uuid)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    refund core.order_refunds;
BEGIN
    SELECT c.outcome, c.body, c.replay_of INTO outcome, body, replay_of
    FROM core.idempotency_claim(caller_id, 'merchant_refund_refuse', idempotency_key, fingerprint) AS c;
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
        refund := core.order_refund_moved(refund, 'refused', answer, 'merchant', caller_id,
                                          'merchant_refund_refuse', request_id);
        body := core.order_refund_json(refund);
    END IF;
    PERFORM core.idempotency_store(caller_id, 'merchant_refund_refuse', idempotency_key, fingerprint,
                                   request_id, outcome, body);
END
$$;
