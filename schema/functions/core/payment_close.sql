-- The gateway takes no money for this attempt any more. With the last one of an order that is closing the
-- order ends, and gives back what it bound. payment was locked by core.payment_lock.
CREATE OR REPLACE FUNCTION core.payment_close(payment core.payments, action text) RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    paid_for core.orders;
    ends boolean;
BEGIN
    DELETE FROM core.gateway_tasks AS t WHERE t.object_id = payment.id;
    IF payment.status NOT IN ('new', 'pending') THEN
        RETURN;
    END IF;
    UPDATE core.payments AS p SET status = 'closed', closing = false, ended_at = now()
    WHERE p.id = payment.id;
    SELECT o.* INTO paid_for FROM core.orders AS o WHERE o.id = payment.order_id;
    ends := paid_for.status = 'closing' AND NOT EXISTS (
        SELECT FROM core.payments AS p
        WHERE p.order_id = payment.order_id AND p.status IN ('new', 'pending'));
    IF ends THEN
        PERFORM core.order_close(ARRAY[payment.order_id], paid_for.closing_as);
    END IF;
    PERFORM core.audit_write(
        'system', NULL, action, core.organisation_of(paid_for.member_id), 'payment', payment.id,
        jsonb_build_object('status', jsonb_build_array(payment.status, 'closed'),
                           'order_id', payment.order_id)
        || CASE WHEN ends THEN jsonb_build_object(
               'order_status', jsonb_build_array('closing', paid_for.closing_as)) ELSE '{}' END,
        NULL, NULL);
END
$$;
