-- core.events_publish for one event that may be what an error comes from: published, failed (it will be
-- tried again), or dead (it was moved aside for good, with what PostgreSQL said, but no values).
CREATE OR REPLACE FUNCTION core.event_publish_alone(id uuid) RETURNS text
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    tries_max CONSTANT bigint := 5;
    code text;
    place text;
    tried bigint;
BEGIN
    BEGIN
        PERFORM core.events_publish(ARRAY[event_publish_alone.id]);
        RETURN 'published';
    EXCEPTION WHEN OTHERS THEN
        GET STACKED DIAGNOSTICS code = RETURNED_SQLSTATE, place = CONSTRAINT_NAME;
    END;
    UPDATE core.outbox AS o SET tries = o.tries + 1 WHERE o.id = event_publish_alone.id
    RETURNING o.tries INTO tried;
    IF tried < tries_max THEN
        RETURN 'failed';
    END IF;
    WITH taken AS (
        DELETE FROM core.outbox AS o WHERE o.id = event_publish_alone.id RETURNING o.*
    )
    INSERT INTO core.outbox_dead (id, merchant_id, mode, kind, object_id, data, created_at, reason)
    SELECT t.id, t.merchant_id, t.mode, t.kind, t.object_id, t.data, t.created_at,
        concat_ws(' ', code, nullif(place, '')) FROM taken AS t;
    RETURN 'dead';
END
$$;
