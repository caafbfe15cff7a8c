-- core.merchant_order, locked until the transaction ends and as it is then.
CREATE OR REPLACE FUNCTION core.merchant_order_locked(merchant_id uuid, key_mode text, order_id uuid)
RETURNS core.orders
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
    PERFORM FROM core.orders AS o WHERE o.id = merchant_order_locked.order_id FOR UPDATE;
    RETURN core.merchant_order(merchant_id, key_mode, order_id);
END
$$;
