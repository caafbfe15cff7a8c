-- Publishes what waits in the outbox, at most batch_size events, the oldest first. Where one of them makes
-- an error, all are published one by one, so that it stops nobody but itself, and after a few tries it is
-- moved aside. waiting, waiting_s: how many are left (up to 10,000), and how long the oldest has waited.
CREATE OR REPLACE FUNCTION api.outbox_dispatch(
    batch_size bigint, OUT outcome text, OUT body json, OUT published bigint, OUT dead bigint,
    OUT waiting bigint, OUT waiting_s bigint)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    ids uuid[] := ARRAY(SELECT o.id FROM core.outbox AS o
                        ORDER BY o.id LIMIT batch_size FOR UPDATE SKIP LOCKED);
    ends text[] := ARRAY[]::text[];
BEGIN
    published := 0;
    IF cardinality(ids) > 0 THEN
        BEGIN
            published := core.events_publish(ids);
        EXCEPTION WHEN OTHERS THEN
            ends := ARRAY(SELECT core.event_publish_alone(i.id) FROM unnest(ids) AS i (id));
        END;
    END IF;
    published := published + cardinality(array_positions(ends, 'published'));
    dead := cardinality(array_positions(ends, 'dead'));
    SELECT count(*), coalesce(extract(epoch FROM now() - min(o.created_at))::bigint, 0)
    INTO waiting, waiting_s
    FROM (SELECT i.created_at FROM core.outbox AS i LIMIT 10000) AS o;
    outcome := 'ok';
END
$$;
