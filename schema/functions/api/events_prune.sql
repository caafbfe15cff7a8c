-- Forgets what happened a day more than thirty days ago, with its deliveries: at most batch_size events, the
-- oldest first. One that is still on its way, for it was sent again, waits for its end.
CREATE OR REPLACE FUNCTION api.events_prune(batch_size bigint, OUT outcome text, OUT body json)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    old uuid[] := ARRAY(
        SELECT v.id FROM core.events AS v
        WHERE v.created_at < now() - interval '31 days'
            AND NOT EXISTS (SELECT FROM core.webhook_deliveries AS d
                            WHERE d.event_id = v.id AND d.state = 'pending')
        ORDER BY v.created_at LIMIT batch_size FOR UPDATE SKIP LOCKED);
BEGIN
    DELETE FROM core.webhook_deliveries AS d WHERE d.event_id = ANY (old);
    DELETE FROM core.events AS v WHERE v.id = ANY (old);
    outcome := 'ok';
    body := json_build_object('pruned', cardinality(old));
END
$$;
