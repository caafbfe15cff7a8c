-- An order has ended: the vouchers that it kept, or used, are their holders' again; one that has run out
-- meanwhile for seven more days. One of which a part was refunded already stays used, and the rest goes to its
-- budget. Does nothing the second time. The caller holds the order's lock.
CREATE OR REPLACE FUNCTION core.voucher_unlock(order_id uuid) RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    used core.voucher_uses;
BEGIN
    PERFORM FROM core.vouchers AS v
    WHERE v.id IN (SELECT u.voucher_id FROM core.voucher_uses AS u WHERE u.order_id = voucher_unlock.order_id)
    ORDER BY v.id FOR NO KEY UPDATE;
    PERFORM FROM core.budgets AS b
    WHERE b.id IN (SELECT t.budget_id FROM core.voucher_uses AS u
                   JOIN core.vouchers AS v ON v.id = u.voucher_id
                   JOIN core.voucher_templates AS t ON t.id = v.template_id
                   WHERE u.order_id = voucher_unlock.order_id AND u.state = 'used')
    ORDER BY b.id FOR NO KEY UPDATE;
    UPDATE core.vouchers AS v
    SET state = 'issued', locked_by = NULL,
        expires_at = CASE WHEN v.expires_at <= now() THEN now() + interval '7 days' ELSE v.expires_at END
    WHERE v.locked_by = voucher_unlock.order_id;
    FOR used IN
        SELECT u.* FROM core.voucher_uses AS u
        WHERE u.order_id = voucher_unlock.order_id AND u.state = 'used' ORDER BY u.voucher_id
    LOOP
        IF used.refunded_fen = 0 THEN
            PERFORM core.voucher_give_back(used.voucher_id, used.amount_fen, used.id);
        ELSE
            PERFORM core.voucher_refund(used.order_id, used.voucher_id, used.amount_fen - used.refunded_fen,
                                        used.id);
        END IF;
    END LOOP;
    UPDATE core.voucher_uses AS u SET state = 'returned', returned_at = now()
    WHERE u.order_id = voucher_unlock.order_id AND u.state <> 'returned';
END
$$;
