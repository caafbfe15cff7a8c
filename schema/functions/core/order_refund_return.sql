-- Gives back, for a refund that is approved, the points to the lots that they came from (and on to the
-- account that the buyer's was merged into), and to programmes and vouchers what they bore. The caller holds
-- the locks of core.order_lock.
CREATE OR REPLACE FUNCTION core.order_refund_return(refund core.order_refunds, bought core.orders)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    current uuid := core.account_current(bought.member_id);
    part record;
BEGIN
    IF refund.points > 0 THEN
        PERFORM core.points_give_back(
            j.id, (SELECT coalesce(sum(r.points), 0) FROM core.order_refunds AS r
                   WHERE r.order_id = bought.id AND r.state = 'approved')::bigint,
            bought.member_id, refund.points, 'order_refund', refund.id, core.house_account('order_refund'))
        FROM core.journals AS j WHERE j.kind = 'order_payment' AND j.reference_id = bought.id;
        IF current <> bought.member_id THEN
            PERFORM core.points_move(bought.member_id, current);
        END IF;
    END IF;
    FOR part IN
        SELECT r.source_id, sum(r.amount_fen)::bigint AS amount_fen FROM core.order_refund_reductions AS r
        WHERE r.refund_id = refund.id AND r.payer = 'voucher' GROUP BY r.source_id ORDER BY r.source_id
    LOOP
        PERFORM core.voucher_refund(bought.id, part.source_id, part.amount_fen, refund.id);
    END LOOP;
    FOR part IN
        SELECT s.*, refund.programme_fen AS fen FROM core.order_subsidy_of(bought.id) AS s
        WHERE refund.programme_fen > 0
    LOOP
        UPDATE core.subsidy_programmes AS p SET spent_fen = p.spent_fen - part.fen
        WHERE p.id = part.programme_id;
        PERFORM core.subsidy_budget_return(part.budget_id, part.is_closed, true, refund.id, part.fen);
    END LOOP;
END
$$;
