-- Fifth step of api.order_create: takes the points of the new orders, for good where an order is
-- paid, held where it waits for its payment.
CREATE OR REPLACE FUNCTION core.order_charge(slips core.order_slip[]) RETURNS void
LANGUAGE plpgsql
AS $$
BEGIN
    PERFORM core.points_spend(array_agg(s.member_id), array_agg(s.points_to_spend),
                              'order_payment', array_agg(s.order_id))
    FROM unnest(slips) AS s
    WHERE s.status = 'paid' AND s.points_to_spend > 0
    HAVING count(*) > 0;
    PERFORM core.points_hold(array_agg(s.member_id), array_agg(s.points_to_spend),
                             array_agg(s.order_id), array_agg(core.order_deadline()))
    FROM unnest(slips) AS s
    WHERE s.status = 'pending_payment' AND s.points_to_spend > 0
    HAVING count(*) > 0;
END
$$;
