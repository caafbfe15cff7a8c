-- A refund of a merchant whose contract is with an organisation that one of the staff covers, its order's lock
-- held; NULL for any other, as for unknown ids.
CREATE OR REPLACE FUNCTION core.order_refund_covered(
    admin_id uuid, allowed_roles text[], resource text, refund_id uuid)
RETURNS core.order_refunds
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
    RETURN (
        SELECT r FROM core.order_refund_locked(order_refund_covered.refund_id) AS r
        JOIN core.orders AS o ON o.id = r.order_id
        JOIN core.merchants AS m ON m.id = o.merchant_id
        WHERE core.staff_covers(order_refund_covered.admin_id, order_refund_covered.allowed_roles,
                                order_refund_covered.resource, m.organisation_id));
END
$$;
