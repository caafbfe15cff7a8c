-- Until when an order that is made now waits for its payment.
CREATE OR REPLACE FUNCTION core.order_deadline() RETURNS timestamptz
LANGUAGE sql STABLE
AS $$
    SELECT now() + interval '15 minutes'
$$;
