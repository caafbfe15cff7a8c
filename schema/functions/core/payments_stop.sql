-- Attempts that are to be closed at the gateway, as soon as what told it of them has arrived. The caller
-- holds their orders' locks.
CREATE OR REPLACE FUNCTION core.payments_stop(payment_ids uuid[]) RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    stopped core.payments[];
BEGIN
    WITH changed AS (
        UPDATE core.payments AS p SET closing = true
        WHERE p.id = ANY (payment_ids) AND p.status IN ('new', 'pending') AND NOT p.closing
        RETURNING p AS payment
    )
    SELECT array_agg(c.payment) INTO stopped FROM changed AS c;
    PERFORM core.gateway_task_put(s.id, 'payment', CASE WHEN s.status = 'new'
        THEN greatest(interval '0', s.created_at + core.gateway_grace() - now()) ELSE interval '0' END)
    FROM unnest(stopped) AS s;
END
$$;
