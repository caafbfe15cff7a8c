-- Sixth step of api.order_create: the bodies of the answers to new orders.
CREATE OR REPLACE FUNCTION core.order_answer(slips core.order_slip[]) RETURNS core.order_slip[]
LANGUAGE plpgsql
AS $$
DECLARE
    order_ids uuid[] := ARRAY(SELECT CASE WHEN s.status IS NOT NULL THEN s.order_id END
                              FROM unnest(slips) AS s ORDER BY s.ord);
    made record;
BEGIN
    FOR made IN SELECT b.nth, b.body FROM core.order_bodies(order_ids) AS b LOOP
        slips[made.nth].body := made.body;
    END LOOP;
    RETURN slips;
END
$$;
