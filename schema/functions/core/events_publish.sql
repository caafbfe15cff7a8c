-- Takes events out of the outbox: merchants can read them from now on, and every endpoint that wants one
-- has a delivery of it. Answers how many.
CREATE OR REPLACE FUNCTION core.events_publish(ids uuid[]) RETURNS bigint
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    published bigint;
BEGIN
    WITH taken AS (
        DELETE FROM core.outbox AS o WHERE o.id = ANY (ids) RETURNING o.*
    ), made AS (
        INSERT INTO core.events (id, merchant_id, mode, kind, object_id, data, created_at)
        SELECT t.id, t.merchant_id, t.mode, t.kind, t.object_id, t.data, t.created_at FROM taken AS t
        RETURNING id, merchant_id, mode, kind
    ), sent AS (
        INSERT INTO core.webhook_deliveries (endpoint_id, event_id)
        SELECT e.id, m.id
        FROM made AS m
        JOIN core.webhook_endpoints AS e
            ON e.merchant_id = m.merchant_id AND e.mode = m.mode AND e.status = 'enabled'
            AND core.webhook_wants(e, m.kind)
    )
    SELECT count(*) INTO published FROM made;
    RETURN published;
END
$$;
