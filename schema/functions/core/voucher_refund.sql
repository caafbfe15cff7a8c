-- A part of what a voucher paid of an order comes back with the lines that it was for: to the budget, not to
-- the member. reference_id: the refund. The caller holds the order's lock.
CREATE OR REPLACE FUNCTION core.voucher_refund(
    order_id uuid, voucher_id uuid, amount_fen bigint, reference_id uuid)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    budget uuid;
BEGIN
    PERFORM FROM core.vouchers AS v WHERE v.id = voucher_refund.voucher_id FOR NO KEY UPDATE;
    UPDATE core.voucher_uses AS u SET refunded_fen = u.refunded_fen + voucher_refund.amount_fen
    WHERE u.order_id = voucher_refund.order_id AND u.voucher_id = voucher_refund.voucher_id AND u.state = 'used';
    IF NOT FOUND THEN
        RAISE EXCEPTION 'order % has not used voucher %', order_id, voucher_id;
    END IF;
    UPDATE core.vouchers AS v
    SET used_fen = v.used_fen - voucher_refund.amount_fen,
        released_fen = v.released_fen + voucher_refund.amount_fen
    WHERE v.id = voucher_refund.voucher_id;
    SELECT t.budget_id INTO budget FROM core.vouchers AS v
    JOIN core.voucher_templates AS t ON t.id = v.template_id WHERE v.id = voucher_refund.voucher_id;
    IF amount_fen > 0 THEN
        PERFORM FROM core.budgets AS b WHERE b.id = budget FOR NO KEY UPDATE;
        -- One refund may concern several vouchers of one budget.
        PERFORM core.budget_move(budget, 'returned', md5(reference_id::text || voucher_id::text)::uuid,
                                 0, 0, -amount_fen, NULL, NULL);
    END IF;
END
$$;
