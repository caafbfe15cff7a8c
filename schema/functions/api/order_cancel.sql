-- Cancels an order of the caller that waits for its payment or is paid, and gives back what was paid
-- and the stock; one that may still be paid is closed at the gateway first. Whoever takes the order's
-- lock first, this or orders_expire, decides how it ends.
CREATE OR REPLACE FUNCTION api.order_cancel(
    caller_id uuid, order_id uuid, idempotency_key text, fingerprint bytea, request_id uuid,
    OUT outcome text, OUT body json, OUT replay_of uuid)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    bought core.orders;
BEGIN
    SELECT claim.outcome, claim.body, claim.replay_of INTO outcome, body, replay_of
    FROM core.idempotency_claim(caller_id, 'order_cancel', idempotency_key, fingerprint) AS claim;
    IF outcome IS NOT NULL THEN
        RETURN;
    END IF;
    SELECT o.* INTO bought FROM core.orders AS o
    WHERE o.id = order_cancel.order_id AND o.member_id = ANY (core.accounts_of(order_cancel.caller_id))
    FOR UPDATE;
    IF NOT FOUND THEN
        outcome := 'order_not_found';
    ELSE
        outcome := core.order_cancel(bought, 'member', caller_id, 'order_cancel', NULL, request_id);
    END IF;
    IF outcome = 'ok' THEN
        SELECT b.body INTO body FROM core.order_bodies(ARRAY[order_id]) AS b;
    END IF;
    PERFORM core.idempotency_store(caller_id, 'order_cancel', idempotency_key, fingerprint,
                                   request_id, outcome, body);
END
$$;
