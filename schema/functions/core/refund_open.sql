-- Gives back money that an order was paid with, by the way it came; the refund's id. reference_id is what
-- it is for, such as an after-sales case: asking again for the same gives the same refund. reason: at most
-- 26 characters that the member reads at WeChat. NULL: the order was never paid in money, or the gateway
-- takes no more refunds of it (50). The caller holds the order's lock.
CREATE OR REPLACE FUNCTION core.refund_open(order_id uuid, amount_fen bigint, reason text,
                                            reference_id uuid)
RETURNS uuid
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    refund core.payment_refunds;
    paid uuid;
BEGIN
    SELECT p.id INTO paid FROM core.payments AS p
    WHERE p.order_id = refund_open.order_id AND p.settles = 'order' FOR UPDATE;
    IF NOT FOUND OR refund_open.amount_fen <= 0 THEN
        RETURN NULL;
    END IF;
    SELECT r.* INTO refund FROM core.payment_refunds AS r
    WHERE r.reference_id = refund_open.reference_id;
    IF NOT FOUND THEN
        RETURN CASE WHEN (SELECT count(*) < 50 FROM core.payment_refunds AS r WHERE r.payment_id = paid)
            THEN core.refund_write(paid, refund_open.amount_fen, refund_open.reason,
                                   refund_open.reference_id) END;
    ELSIF (refund.payment_id, refund.amount_fen) <> (paid, refund_open.amount_fen) THEN
        RAISE EXCEPTION 'reference % has a refund of % fen already', reference_id, refund.amount_fen;
    END IF;
    RETURN refund.id;
END
$$;
