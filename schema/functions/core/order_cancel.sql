-- Cancels an order for its buyer or its merchant, and writes the audit. ok, or why it cannot be
-- (core.order_cancel_refusal), and then nothing has changed. The caller holds the order's lock.
CREATE OR REPLACE FUNCTION core.order_cancel(
    bought core.orders, actor_kind text, actor_id uuid, operation text, reason text, request_id uuid)
RETURNS text
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    refusal text;
BEGIN
    PERFORM core.order_lock(ARRAY[bought.id]);
    refusal := core.order_cancel_refusal(bought);
    IF refusal IS NOT NULL THEN
        RETURN refusal;
    END IF;
    IF cardinality(core.orders_stop(ARRAY[bought.id], 'cancelled')) > 0 THEN
        PERFORM core.order_close(ARRAY[bought.id], 'cancelled');
    END IF;
    PERFORM core.audit_write(
        actor_kind, actor_id, operation, core.organisation_of(bought.member_id), 'order', bought.id,
        jsonb_build_object('status', jsonb_build_array(bought.status, (
            SELECT o.status FROM core.orders AS o WHERE o.id = bought.id))), reason, request_id);
    RETURN 'ok';
END
$$;
