-- Ends at most batch_size orders whose payment is overdue. Orders that somebody has locked, to pay
-- or to cancel them, are left for the next run.
CREATE OR REPLACE FUNCTION api.orders_expire(batch_size bigint, OUT outcome text, OUT body json)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
SET plan_cache_mode = force_generic_plan -- one shape of work: planning it costs more than doing it
AS $$
DECLARE
    due uuid[];
BEGIN
    due := ARRAY(SELECT o.id FROM core.orders AS o
                 WHERE o.status = 'pending_payment' AND o.expires_at <= now()
                 ORDER BY o.expires_at LIMIT batch_size FOR UPDATE SKIP LOCKED);
    IF cardinality(due) > 0 THEN
        PERFORM core.order_close(due, 'expired');
        PERFORM core.audit_write_many(
            'system', NULL, 'orders_expire', array_agg(core.organisation_of(o.member_id)), 'order',
            array_agg(o.id),
            array_fill('{"status": ["pending_payment", "expired"]}'::jsonb, ARRAY[cardinality(due)]),
            NULL, NULL)
        FROM core.orders AS o WHERE o.id = ANY (due);
    END IF;
    outcome := 'ok';
    body := json_build_object('expired', cardinality(due));
END
$$;
