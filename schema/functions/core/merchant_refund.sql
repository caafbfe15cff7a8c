-- A refund of an order of the merchant whose key it is, with the order's lock held; NULL for all others.
CREATE OR REPLACE FUNCTION core.merchant_refund(caller_id uuid, key_mode text, refund_id uuid)
RETURNS core.order_refunds
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    refund CONSTANT core.order_refunds := core.order_refund_locked(refund_id);
BEGIN
    RETURN CASE WHEN (core.merchant_order(caller_id, key_mode, refund.order_id)).id IS NOT NULL THEN refund END;
END
$$;
