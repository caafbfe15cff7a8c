-- The buyer asks pieces of a paid order back.
CREATE OR REPLACE FUNCTION api.order_refund(
    caller_id uuid, order_id uuid, items jsonb, reason text, idempotency_key text, fingerprint bytea,
    request_id uuid, OUT outcome text, OUT body json, OUT replay_of uuid)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    bought core.orders;
    wanted record;
    refund core.order_refunds;
BEGIN
    SELECT c.outcome, c.body, c.replay_of INTO outcome, body, replay_of
    FROM core.idempotency_claim(caller_id, 'order_refund', idempotency_key, fingerprint) AS c;
    IF outcome IS NOT NULL THEN
        RETURN;
    END IF;
    SELECT o.* INTO bought FROM core.orders AS o
    WHERE o.id = order_refund.order_id AND o.member_id = ANY (core.accounts_of(order_refund.caller_id))
    FOR UPDATE;
    SELECT l.lines, l.quantities INTO wanted FROM core.order_refund_lines(bought.id, items) AS l;
    outcome := CASE WHEN bought.id IS NULL THEN 'order_not_found'
                    ELSE coalesce(core.order_refund_refusal(bought, wanted.lines, wanted.quantities, NULL),
                                  'ok') END;
    IF outcome = 'ok' THEN
        INSERT INTO core.order_refunds AS r (order_id, reason, money_fen, points_fen, points, programme_fen,
                                             voucher_fen, discount_fen)
        VALUES (bought.id, order_refund.reason, 0, 0, 0, 0, 0, 0) RETURNING r.* INTO refund;
        PERFORM core.order_refund_write(refund.id, bought.id, wanted.lines, wanted.quantities);
        SELECT r.* INTO refund FROM core.order_refunds AS r WHERE r.id = refund.id;
        UPDATE core.orders AS o SET updated_at = now() WHERE o.id = bought.id;
        PERFORM core.order_refund_audit(refund, NULL, 'member', caller_id, 'order_refund', request_id);
        PERFORM core.event_write(bought.merchant_id, 'live', 'refund.requested', refund.id,
                                 jsonb_build_object('order_id', bought.id, 'order_no', bought.order_no));
        body := core.order_refund_json(refund);
    END IF;
    PERFORM core.idempotency_store(caller_id, 'order_refund', idempotency_key, fingerprint, request_id,
                                   outcome, body);
END
$$;
