-- The union decides for the buyer.
CREATE OR REPLACE FUNCTION api.admin_refund_approve(
    caller_id uuid, allowed_roles text[], resource text, refund_id uuid, restock boolean, answer text,
    idempotency_key text, fingerprint bytea, request_id uuid, OUT outcome text, OUT body json,
    OUT replay_of uuid)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
BEGIN
    SELECT c.outcome, c.body, c.replay_of INTO outcome, body, replay_of
    FROM core.idempotency_claim(caller_id, 'admin_refund_approve', idempotency_key, fingerprint) AS c;
    IF outcome IS NOT NULL THEN
        RETURN;
    END IF;
    SELECT d.outcome, d.body INTO outcome, body
    FROM core.order_refund_decide(
        core.order_refund_covered(caller_id, allowed_roles, resource, refund_id),
        '{escalated}', 'approved', restock, answer, 'admin', caller_id, 'admin_refund_approve', request_id) AS d;
    PERFORM core.idempotency_store(caller_id, 'admin_refund_approve', idempotency_key, fingerprint,
                                   request_id, outcome, body);
END
$$;
