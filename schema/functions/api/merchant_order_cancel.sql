-- The merchant cannot deliver a paid order: everybody gets back what they paid.
CREATE OR REPLACE FUNCTION api.merchant_order_cancel(
    caller_id uuid, key_mode text, order_id uuid, reason text, idempotency_key text, fingerprint bytea,
    request_id uuid, OUT outcome text, OUT body json, OUT replay_of uuid)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    sold core.orders;
BEGIN
    SELECT c.outcome, c.body, c.replay_of INTO outcome, body, replay_of
    FROM core.idempotency_claim(caller_id, 'merchant_order_cancel', idempotency_key, fingerprint) AS c;
    IF outcome IS NOT NULL THEN
        RETURN;
    END IF;
    sold := core.merchant_order_locked(caller_id, key_mode, order_id);
    outcome := CASE WHEN sold.id IS NULL THEN 'order_not_found'
                    ELSE core.order_cancel(sold, 'merchant', caller_id, 'merchant_order_cancel', reason,
                                           request_id) END;
    IF outcome = 'ok' THEN
        body := core.merchant_order_json(core.merchant_order(caller_id, key_mode, order_id));
    END IF;
    PERFORM core.idempotency_store(caller_id, 'merchant_order_cancel', idempotency_key, fingerprint,
                                   request_id, outcome, body);
END
$$;
