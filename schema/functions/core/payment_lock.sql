-- Locks a payment's order and then the payment; absent: there is no such payment.
CREATE OR REPLACE FUNCTION core.payment_lock(payment_id uuid) RETURNS core.payments
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    payment core.payments;
BEGIN
    PERFORM FROM core.orders AS o
    WHERE o.id = (SELECT p.order_id FROM core.payments AS p WHERE p.id = payment_lock.payment_id)
    FOR UPDATE;
    SELECT p.* INTO payment FROM core.payments AS p WHERE p.id = payment_lock.payment_id FOR UPDATE;
    RETURN payment;
END
$$;
