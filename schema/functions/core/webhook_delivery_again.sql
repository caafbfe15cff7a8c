-- Has deliveries of an endpoint sent again, at once and with all tries before them: what has ended, and
-- what waits for a later try. What is under way is left alone. Answers which. The caller holds the
-- endpoint's lock.
CREATE OR REPLACE FUNCTION core.webhook_delivery_again(endpoint_id uuid, ids uuid[]) RETURNS uuid[]
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    again uuid[];
BEGIN
    WITH begun AS (
        UPDATE core.webhook_deliveries AS d
        SET state = 'pending', tries = 0, next_at = now(), ended_at = NULL
        WHERE d.endpoint_id = webhook_delivery_again.endpoint_id AND d.id = ANY (ids)
            AND d.claimed_at IS NULL
        RETURNING d.id
    )
    SELECT array_agg(b.id) INTO again FROM begun AS b;
    RETURN coalesce(again, '{}');
END
$$;
