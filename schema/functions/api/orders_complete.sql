-- Completes at most batch_size orders that nobody has confirmed: ten days after they were shipped, thirty
-- after they were paid when they are to be picked up, and not while something of them is asked back.
CREATE OR REPLACE FUNCTION api.orders_complete(batch_size bigint, OUT outcome text, OUT body json)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    due uuid[] := ARRAY(
        SELECT o.id FROM core.orders AS o
        WHERE ((o.status = 'shipped' AND o.shipped_at <= now() - interval '10 days')
               OR (o.status = 'paid' AND o.delivery_kind = 'pickup'
                   AND o.paid_at <= now() - interval '30 days'))
            AND NOT EXISTS (SELECT FROM core.order_refunds AS r WHERE r.order_id = o.id
                                AND r.state IN ('requested', 'escalated'))
        ORDER BY o.id LIMIT batch_size FOR UPDATE SKIP LOCKED);
BEGIN
    IF cardinality(due) > 0 THEN
        PERFORM core.audit_write_many(
            'system', NULL, 'orders_complete', array_agg(core.organisation_of(o.member_id)), 'order',
            array_agg(o.id), array_agg(jsonb_build_object(
                'status', jsonb_build_array(o.status, 'completed'))), NULL, NULL)
        FROM core.orders AS o WHERE o.id = ANY (due);
        PERFORM core.order_complete(due);
    END IF;
    outcome := 'ok';
    body := json_build_object('completed', cardinality(due));
END
$$;
