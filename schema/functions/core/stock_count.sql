-- Makes what is on hand of an SKU what its merchant counted: more was received, less is written off.
-- Writes the movement and the audit. The caller holds the SKU's lock, and sku is its row of now.
CREATE OR REPLACE FUNCTION core.stock_count(
    sku core.skus, merchant_id uuid, counted bigint, action text, reason text, request_id uuid)
RETURNS core.skus
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    delta bigint := counted - sku.on_hand;
BEGIN
    IF delta = 0 THEN
        RETURN sku;
    END IF;
    UPDATE core.skus AS s
    SET on_hand = counted, received = s.received + greatest(delta, 0),
        written_off = s.written_off + greatest(-delta, 0)
    WHERE s.id = sku.id RETURNING s.* INTO sku;
    INSERT INTO core.stock_movements (sku_id, kind, on_hand_delta, reserved_delta, sold_delta,
                                      on_hand_after, actor_kind, actor_id, reason)
    VALUES (sku.id, CASE WHEN delta > 0 THEN 'received' ELSE 'written_off' END, delta, 0, 0, counted,
            'merchant', stock_count.merchant_id, stock_count.reason);
    PERFORM core.merchant_audit(
        stock_count.merchant_id, action, stock_count.merchant_id, 'sku', sku.id,
        jsonb_build_object('stock', jsonb_build_array(counted - delta, counted)),
        stock_count.reason, request_id);
    RETURN sku;
END
$$;
