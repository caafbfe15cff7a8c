-- The buyer asks the union that the merchant has its contract with: within 15 days after the merchant has
-- refused, or when it has said nothing for three days. The plan is made anew, for something else of the
-- order may have come back since.
CREATE OR REPLACE FUNCTION api.order_refund_escalate(
    caller_id uuid, order_id uuid, refund_id uuid, idempotency_key text, fingerprint bytea,
    request_id uuid, OUT outcome text, OUT body json, OUT replay_of uuid)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    refund core.order_refunds;
    bought core.orders;
    lines bigint[];
    quantities bigint[];
BEGIN
    SELECT c.outcome, c.body, c.replay_of INTO outcome, body, replay_of
    FROM core.idempotency_claim(caller_id, 'order_refund_escalate', idempotency_key, fingerprint) AS c;
    IF outcome IS NOT NULL THEN
        RETURN;
    END IF;
    refund := core.order_refund_of(caller_id, order_id, refund_id);
    SELECT o.* INTO bought FROM core.orders AS o WHERE o.id = refund.order_id;
    SELECT array_agg(i.line ORDER BY i.line), array_agg(i.quantity ORDER BY i.line) INTO lines, quantities
    FROM core.order_refund_items AS i WHERE i.refund_id = refund.id;
    outcome := CASE
        WHEN refund.id IS NULL THEN 'refund_not_found'
        WHEN refund.state NOT IN ('requested', 'refused') THEN 'refund_decided'
        WHEN refund.state = 'requested' AND refund.updated_at > now() - interval '3 days'
            THEN 'refund_not_due'
        WHEN refund.updated_at <= now() - interval '15 days' AND refund.state = 'refused'
            THEN 'order_not_refundable'
        ELSE coalesce(core.order_refund_refusal(bought, lines, quantities, refund.id), 'ok') END;
    IF outcome = 'ok' THEN
        PERFORM core.order_refund_write(refund.id, bought.id, lines, quantities);
        refund := core.order_refund_moved(refund, 'escalated', NULL, 'member', caller_id,
                                          'order_refund_escalate', request_id);
        body := core.order_refund_json(refund);
    END IF;
    PERFORM core.idempotency_store(caller_id, 'order_refund_escalate', idempotency_key, fingerprint,
                                   request_id, outcome, body);
END
$$;
