-- The union decides for the buyer.
CREATE OR REPLACE FUNCTION api.admin_refund_approve(
    caller_id uuid, allowed_roles text[], resource text, refund_id uuid, restock boolean, answer text,
    idempotency_key text, fingerprint bytea, request_id uuid, OUT outcome text, OUT body json,
    OUT replay_of uuid)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    refund core.order_refunds;
BEGIN
    SELECT c.outcome, c.body, c.replay_of INTO outcome, body, replay_of
    FROM core.idempotency_claim(caller_id, 'admin_refund_approve', idempotency_key, fingerprint) AS c;
    IF outcome IS NOT NULL THEN
        RETURN;
    END IF;
    refund := core.order_refund_covered(caller_id, allowed_roles, resource, refund_id);
    outcome := CASE WHEN refund.id IS NULL THEN 'refund_not_found'
                    WHEN refund.state <> 'escalated' THEN 'refund_decided'
                    ELSE 'ok' END;
    IF outcome = 'ok' THEN
        outcome := coalesce(core.order_refund_settle(refund, restock, answer), 'ok');
        SELECT r.* INTO refund FROM core.order_refunds AS r WHERE r.id = refund.id;
    END IF;
    IF outcome = 'ok' THEN
        PERFORM core.order_refund_audit(refund, 'escalated', 'admin', caller_id, 'admin_refund_approve',
                                        request_id);
        body := core.order_refund_json(refund);
    END IF;
    PERFORM core.idempotency_store(caller_id, 'admin_refund_approve', idempotency_key, fingerprint,
                                   request_id, outcome, body);
END
$$;
