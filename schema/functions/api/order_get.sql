-- One order of the caller.
CREATE OR REPLACE FUNCTION api.order_get(caller_id uuid, order_id uuid,
                                         OUT outcome text, OUT body json)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
BEGIN
    SELECT b.body INTO body
    FROM core.order_bodies(ARRAY(
        SELECT o.id FROM core.orders AS o
        WHERE o.id = order_get.order_id AND o.member_id = ANY (core.accounts_of(order_get.caller_id)))) AS b;
    outcome := CASE WHEN body IS NULL THEN 'order_not_found' ELSE 'ok' END;
END
$$;
