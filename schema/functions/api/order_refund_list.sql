-- What the caller has asked back of one of their orders, the newest first; few.
CREATE OR REPLACE FUNCTION api.order_refund_list(
    caller_id uuid, order_id uuid, OUT outcome text, OUT body json)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM core.orders AS o WHERE o.id = order_refund_list.order_id
                       AND o.member_id = ANY (core.accounts_of(order_refund_list.caller_id))) THEN
        outcome := 'order_not_found';
        RETURN;
    END IF;
    SELECT json_build_object('items', coalesce(json_agg(core.order_refund_json(r) ORDER BY r.id DESC), '[]'))
    INTO body FROM core.order_refunds AS r WHERE r.order_id = order_refund_list.order_id;
    outcome := 'ok';
END
$$;
