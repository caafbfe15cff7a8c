-- Has the gateway give back a part of a payment; its id. The caller holds the payment's lock. More than
-- was paid: a bug. The gateway wants a minute between two refunds of one payment.
CREATE OR REPLACE FUNCTION core.refund_write(payment_id uuid, amount_fen bigint, reason text,
                                             reference_id uuid)
RETURNS uuid
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    new_id uuid := core.uuid7();
    left_fen bigint;
    earlier timestamptz;
BEGIN
    SELECT p.amount_fen - coalesce(sum(r.amount_fen) FILTER (WHERE r.status <> 'closed'), 0),
           max(greatest(r.created_at, r.accepted_at))
    INTO left_fen, earlier
    FROM core.payments AS p LEFT JOIN core.payment_refunds AS r ON r.payment_id = p.id
    WHERE p.id = refund_write.payment_id
    GROUP BY p.id;
    IF refund_write.amount_fen > left_fen THEN
        RAISE EXCEPTION 'payment % has % fen left, not %', payment_id, left_fen, refund_write.amount_fen;
    END IF;
    INSERT INTO core.payment_refunds (id, payment_id, out_refund_no, amount_fen, reason, reference_id)
    VALUES (new_id, refund_write.payment_id, 'R' || replace(new_id::text, '-', ''),
            refund_write.amount_fen, left(refund_write.reason, 26), refund_write.reference_id);
    PERFORM core.gateway_task_put(new_id, 'refund', greatest(
        interval '0', coalesce(earlier + interval '1 minute' - now(), interval '0')));
    RETURN new_id;
END
$$;
