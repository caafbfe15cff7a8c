-- Ends at most batch_size orders whose payment is overdue, or begins to: what may still be paid is closed
-- at the gateway first. Orders that somebody has locked, to pay or to cancel them, are left for the next
-- run.
CREATE OR REPLACE FUNCTION api.orders_expire(batch_size bigint, OUT outcome text, OUT body json)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
SET plan_cache_mode = force_generic_plan -- one shape of work: planning it costs more than doing it
AS $$
DECLARE
    due uuid[];
    ended uuid[]; -- of these, at once
BEGIN
    due := ARRAY(SELECT o.id FROM core.orders AS o
                 WHERE o.status = 'pending_payment' AND o.expires_at <= now()
                 ORDER BY o.expires_at LIMIT batch_size FOR UPDATE SKIP LOCKED);
    IF cardinality(due) > 0 THEN
        ended := core.orders_stop(due, 'expired');
        IF cardinality(ended) > 0 THEN
            PERFORM core.order_close(ended, 'expired');
        END IF;
        PERFORM core.audit_write_many(
            'system', NULL, 'orders_expire', array_agg(core.organisation_of(o.member_id)), 'order',
            array_agg(o.id),
            array_agg(jsonb_build_object('status', jsonb_build_array('pending_payment', o.status))),
            NULL, NULL)
        FROM core.orders AS o WHERE o.id = ANY (due);
    END IF;
    outcome := 'ok';
    body := json_build_object('expired', cardinality(due));
END
$$;
