-- An order is paid: the vouchers that it kept are used, each by what the order's shares say, which its budget
-- has spent now. The caller holds the order's lock.
CREATE OR REPLACE FUNCTION core.voucher_use(order_id uuid) RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    used record;
BEGIN
    PERFORM FROM core.vouchers AS v WHERE v.locked_by = voucher_use.order_id ORDER BY v.id FOR NO KEY UPDATE;
    PERFORM FROM core.budgets AS b
    WHERE b.id IN (SELECT t.budget_id FROM core.vouchers AS v
                   JOIN core.voucher_templates AS t ON t.id = v.template_id
                   WHERE v.locked_by = voucher_use.order_id)
    ORDER BY b.id FOR NO KEY UPDATE;
    FOR used IN
        UPDATE core.voucher_uses AS u
        SET state = 'used', used_at = now(), amount_fen = coalesce((
            SELECT sum(s.amount_fen) FROM core.order_shares AS s
            WHERE s.order_id = u.order_id AND s.payer = 'voucher' AND s.source_id = u.voucher_id), 0)
        WHERE u.order_id = voucher_use.order_id AND u.state = 'locked'
        RETURNING u.id, u.voucher_id, u.amount_fen
    LOOP
        PERFORM core.voucher_take(used.voucher_id, used.amount_fen, used.id);
    END LOOP;
END
$$;
