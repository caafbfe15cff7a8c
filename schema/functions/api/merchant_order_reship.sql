-- The merchant puts right how an order went out, once, while the buyer has not received it.
CREATE OR REPLACE FUNCTION api.merchant_order_reship(
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
    FROM core.idempotency_claim(caller_id, 'merchant_order_reship', idempotency_key, fingerprint) AS c;
    IF outcome IS NOT NULL THEN
        RETURN;
    END IF;
    sold := core.merchant_order_locked(caller_id, key_mode, order_id);
    outcome := CASE
        WHEN sold.id IS NULL THEN 'order_not_found'
        WHEN sold.status <> 'shipped' OR EXISTS (
            SELECT FROM core.order_parcels AS p WHERE p.order_id = sold.id AND p.revision = 2) THEN 'parcels_final'
        ELSE coalesce(core.parcels_fault(sold.id, parcels), 'ok') END;
    IF outcome = 'ok' THEN
        PERFORM core.parcels_write(sold.id, 2, parcels, key_id);
        UPDATE core.orders AS o SET updated_at = now() WHERE o.id = sold.id;
        PERFORM core.audit_write(
            'merchant', caller_id, 'merchant_order_reship', core.organisation_of(sold.member_id), 'order',
            sold.id, '{"parcels_revision": [1, 2]}', NULL, request_id);
        PERFORM core.shipping_report_renew(sold.id);
        body := core.merchant_order_json(core.merchant_order(caller_id, key_mode, order_id));
    END IF;
    PERFORM core.idempotency_store(caller_id, 'merchant_order_reship', idempotency_key, fingerprint,
                                   request_id, outcome, body);
END
$$;
