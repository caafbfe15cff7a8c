-- A journal in words for the member whose points it moved.
CREATE OR REPLACE FUNCTION core.journal_description(kind text, reference_id uuid)
RETURNS text
LANGUAGE plpgsql STABLE
AS $$
BEGIN
    RETURN CASE kind
        WHEN 'grant' THEN coalesce(
            (SELECT g.reason FROM core.grants AS g WHERE g.id = reference_id), '工会发放')
        WHEN 'lottery_draw' THEN '抽奖：' || coalesce(
            (SELECT l.title FROM core.draws AS d JOIN core.lotteries AS l ON l.id = d.lottery_id
             WHERE d.id = reference_id), '')
        WHEN 'order_payment' THEN '订单支付'
        WHEN 'order_return' THEN '订单退回'
        WHEN 'expiry' THEN '积分到期'
        WHEN 'opening' THEN '期初积分'
        WHEN 'debt_repayment' THEN '抵扣欠扣积分'
        WHEN 'clawback' THEN '扣回'
        ELSE kind
    END;
END
$$;
