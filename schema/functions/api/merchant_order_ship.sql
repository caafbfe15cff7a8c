-- The merchant has sent all of a paid order on its way; nothing of it is asked back at the moment.
CREATE OR REPLACE FUNCTION api.merchant_order_ship(
    caller_id uuid, key_id uuid, key_mode text, order_id uuid, parcels jsonb,
    idempotency_key text, fingerprint bytea, request_id uuid,
    OUT outcome text, OUT body json, OUT replay_of uuid)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    sold core.orders;
BEGIN
    SELECT c.outcome, c.body, c.replay_of INTO outcome, body, replay_of
    FROM core.idempotency_claim(caller_id, 'merchant_order_ship', idempotency_key, fingerprint) AS c;
    IF outcome IS NOT NULL THEN
        RETURN;
    END IF;
    sold := core.merchant_order_locked(caller_id, key_mode, order_id);
    outcome := CASE
        WHEN sold.id IS NULL THEN 'order_not_found'
        WHEN sold.status <> 'paid' OR sold.delivery_kind <> 'address' THEN 'order_not_shippable'
        WHEN EXISTS (SELECT FROM core.order_refunds AS r WHERE r.order_id = sold.id
                         AND r.state IN ('requested', 'escalated')) THEN 'order_refund_open'
        ELSE coalesce(core.parcels_fault(sold.id, parcels), 'ok') END;
    IF outcome = 'ok' THEN
        PERFORM core.parcels_write(sold.id, 1, parcels, key_id);
        UPDATE core.orders AS o SET status = 'shipped', shipped_at = now(), updated_at = now()
        WHERE o.id = sold.id AND o.status = 'paid';
        PERFORM core.audit_write(
            'merchant', caller_id, 'merchant_order_ship', core.organisation_of(sold.member_id), 'order',
            sold.id, '{"status": ["paid", "shipped"]}', NULL, request_id);
        PERFORM core.shipping_reports_write(ARRAY[sold.id]);
        PERFORM core.order_events_write(ARRAY[sold.id], 'order.shipped');
        body := core.merchant_order_json(core.merchant_order(caller_id, key_mode, order_id));
    END IF;
    PERFORM core.idempotency_store(caller_id, 'merchant_order_ship', idempotency_key, fingerprint,
                                   request_id, outcome, body);
END
$$;
