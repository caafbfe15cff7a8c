-- A refund, whose order's lock the caller holds (NULL: not theirs), goes from one of some states to another:
-- approved, and everybody has back what they paid, or what core.order_refund_moved takes. The audit knows it as
-- operation.
CREATE OR REPLACE FUNCTION core.order_refund_decide(
    refund core.order_refunds, earlier text[], state text, restock boolean, answer text, actor_kind text,
    actor_id uuid, operation text, request_id uuid, OUT outcome text, OUT body json)
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    decided core.order_refunds;
BEGIN
    outcome := CASE WHEN refund.id IS NULL THEN 'refund_not_found'
                    WHEN refund.state <> ALL (earlier) THEN 'refund_decided'
                    WHEN state = 'approved' THEN core.order_refund_settle(refund, restock, answer) END;
    IF outcome IS NOT NULL THEN
        RETURN;
    ELSIF state = 'approved' THEN
        SELECT r.* INTO STRICT decided FROM core.order_refunds AS r WHERE r.id = refund.id;
        PERFORM core.order_refund_audit(decided, refund.state, actor_kind, actor_id, operation, request_id);
    ELSE
        decided := core.order_refund_moved(refund, state, answer, actor_kind, actor_id, operation, request_id);
    END IF;
    outcome := 'ok';
    body := core.order_refund_json(decided);
END
$$;
