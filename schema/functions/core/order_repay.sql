-- Gives money back that an order was paid with (core.refund_open). reference_id: what it is for. True when
-- nothing is to be given back, too; false: the gateway takes no more refunds of this payment.
CREATE OR REPLACE FUNCTION core.order_repay(
    order_id uuid, amount_fen bigint, reason text, reference_id uuid)
RETURNS boolean
LANGUAGE sql VOLATILE
AS $$
    SELECT amount_fen = 0 OR core.refund_open(order_id, amount_fen, reason, reference_id) IS NOT NULL
$$;
