-- The buyer no longer asks for what is not decided yet.
CREATE OR REPLACE FUNCTION api.order_refund_withdraw(
    caller_id uuid, order_id uuid, refund_id uuid, idempotency_key text, fingerprint bytea,
    request_id uuid, OUT outcome text, OUT body json, OUT replay_of uuid)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
BEGIN
    SELECT c.outcome, c.body, c.replay_of INTO outcome, body, replay_of
    FROM core.idempotency_claim(caller_id, 'order_refund_withdraw', idempotency_key, fingerprint) AS c;
    IF outcome IS NOT NULL THEN
        RETURN;
    END IF;
    SELECT d.outcome, d.body INTO outcome, body
    FROM core.order_refund_decide(
        core.order_refund_of(caller_id, order_id, refund_id),
        '{requested,escalated}', 'withdrawn', NULL, NULL, 'member', caller_id, 'order_refund_withdraw', request_id) AS d;
    PERFORM core.idempotency_store(caller_id, 'order_refund_withdraw', idempotency_key, fingerprint,
                                   request_id, outcome, body);
END
$$;
