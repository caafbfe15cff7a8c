-- The first step of ending orders that wait for their payment: those that may still be paid, because an
-- attempt is open, become closing and end when the gateway has closed it (core.payment_close). The others
-- come back: they may be ended at once. closing_as: cancelled or expired. The caller holds the orders'
-- locks.
CREATE OR REPLACE FUNCTION core.orders_stop(order_ids uuid[], closing_as text) RETURNS uuid[]
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    waiting uuid[]; -- for the gateway
BEGIN
    WITH changed AS (
        UPDATE core.orders AS o SET status = 'closing', closing_as = orders_stop.closing_as
        WHERE o.id = ANY (order_ids) AND o.status = 'pending_payment' AND EXISTS (
            SELECT FROM core.payments AS p WHERE p.order_id = o.id AND p.status IN ('new', 'pending'))
        RETURNING o.id
    )
    SELECT coalesce(array_agg(c.id), '{}') INTO waiting FROM changed AS c;
    IF cardinality(waiting) > 0 THEN
        PERFORM core.payments_stop(ARRAY(
            SELECT p.id FROM core.payments AS p
            WHERE p.order_id = ANY (waiting) AND p.status IN ('new', 'pending')));
    END IF;
    RETURN ARRAY(SELECT o.id FROM unnest(order_ids) AS o (id) WHERE o.id <> ALL (waiting));
END
$$;
