-- Gives the points of an order back to the lots they came from: spent ones when it is paid, held
-- ones while it is not. The caller holds the wallet's lock. Other points than the order's: a bug.
CREATE OR REPLACE FUNCTION core.order_refund_points(closing core.orders) RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    returned bigint := CASE WHEN closing.status = 'paid'
        THEN core.points_return(closing.id, 'order_return')
        ELSE core.points_release(closing.id) END;
BEGIN
    IF returned <> closing.points_spent THEN
        RAISE EXCEPTION 'order % cost % points, % came back',
            closing.id, closing.points_spent, returned;
    END IF;
END
$$;
