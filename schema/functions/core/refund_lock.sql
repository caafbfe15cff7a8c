-- Locks a refund's order, its payment and the refund; absent: there is no such refund.
CREATE OR REPLACE FUNCTION core.refund_lock(payment_refund_id uuid) RETURNS core.payment_refunds
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    refund core.payment_refunds;
BEGIN
    PERFORM core.payment_lock(r.payment_id) FROM core.payment_refunds AS r
    WHERE r.id = refund_lock.payment_refund_id;
    SELECT r.* INTO refund FROM core.payment_refunds AS r
    WHERE r.id = refund_lock.payment_refund_id FOR UPDATE;
    RETURN refund;
END
$$;
