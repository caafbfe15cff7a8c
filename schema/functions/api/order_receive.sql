-- The buyer has received a shipped order, or picked up a paid one; nothing of it is asked back at the moment.
CREATE OR REPLACE FUNCTION api.order_receive(
    caller_id uuid, order_id uuid, idempotency_key text, fingerprint bytea, request_id uuid,
    OUT outcome text, OUT body json, OUT replay_of uuid)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    bought core.orders;
BEGIN
    SELECT c.outcome, c.body, c.replay_of INTO outcome, body, replay_of
    FROM core.idempotency_claim(caller_id, 'order_receive', idempotency_key, fingerprint) AS c;
    IF outcome IS NOT NULL THEN
        RETURN;
    END IF;
    SELECT o.* INTO bought FROM core.orders AS o
    WHERE o.id = order_receive.order_id AND o.member_id = ANY (core.accounts_of(order_receive.caller_id))
    FOR UPDATE;
    outcome := CASE
        WHEN bought.id IS NULL THEN 'order_not_found'
        WHEN bought.status <> 'shipped' AND (bought.status <> 'paid' OR bought.delivery_kind <> 'pickup')
            THEN 'order_not_receivable'
        WHEN EXISTS (SELECT FROM core.order_refunds AS r WHERE r.order_id = bought.id
                         AND r.state IN ('requested', 'escalated')) THEN 'order_refund_open'
        ELSE 'ok' END;
    IF outcome = 'ok' THEN
        PERFORM core.order_complete(ARRAY[bought.id]);
        PERFORM core.audit_write(
            'member', caller_id, 'order_receive', core.organisation_of(caller_id), 'order', bought.id,
            jsonb_build_object('status', jsonb_build_array(bought.status, 'completed')), NULL, request_id);
        SELECT b.body INTO body FROM core.order_bodies(ARRAY[bought.id]) AS b;
    END IF;
    PERFORM core.idempotency_store(caller_id, 'order_receive', idempotency_key, fingerprint, request_id,
                                   outcome, body);
END
$$;
