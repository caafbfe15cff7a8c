-- The merchant agrees: everybody gets back what they paid of these pieces.
CREATE OR REPLACE FUNCTION api.merchant_refund_approve(
    caller_id uuid, key_mode text, refund_id uuid, restock boolean, answer text, idempotency_key text,
    fingerprint bytea, request_id uuid, OUT outcome text, OUT body json, OUT replay_of uuid)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
BEGIN
    SELECT c.outcome, c.body, c.replay_of INTO outcome, body, replay_of
    FROM core.idempotency_claim(caller_id, 'merchant_refund_approve', idempotency_key, fingerprint) AS c;
    IF outcome IS NOT NULL THEN
        RETURN;
    END IF;
    SELECT d.outcome, d.body INTO outcome, body
    FROM core.order_refund_decide(
        core.merchant_refund(caller_id, key_mode, refund_id),
        '{requested}', 'approved', restock, answer, 'merchant', caller_id, 'merchant_refund_approve', request_id) AS d;
    PERFORM core.idempotency_store(caller_id, 'merchant_refund_approve', idempotency_key, fingerprint,
                                   request_id, outcome, body);
END
$$;
