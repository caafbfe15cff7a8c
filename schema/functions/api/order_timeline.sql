-- What has happened to one of the caller's orders: its moves between states, and what was asked back.
CREATE OR REPLACE FUNCTION api.order_timeline(
    caller_id uuid, order_id uuid, OUT outcome text, OUT body json)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM core.orders AS o WHERE o.id = order_timeline.order_id
                       AND o.member_id = ANY (core.accounts_of(order_timeline.caller_id))) THEN
        outcome := 'order_not_found';
        RETURN;
    END IF;
    SELECT json_build_object(
        'items', json_agg(json_build_object('subject', happened.subject, 'state', happened.state,
            'refund_id', happened.refund_id, 'at', happened.at) ORDER BY happened.at, happened.nth),
        'parcels', core.parcels_json(order_timeline.order_id)) INTO body
    FROM (
        SELECT 1 AS nth, 'order' AS subject, e.to_status AS state, NULL::uuid AS refund_id, e.at
        FROM core.order_events AS e WHERE e.order_id = order_timeline.order_id
        UNION ALL
        SELECT 2, 'refund', 'requested', r.id, r.created_at
        FROM core.order_refunds AS r WHERE r.order_id = order_timeline.order_id
        UNION ALL
        SELECT 3, 'refund', r.state, r.id, r.updated_at
        FROM core.order_refunds AS r WHERE r.order_id = order_timeline.order_id AND r.state <> 'requested'
    ) AS happened;
    outcome := 'ok';
END
$$;
