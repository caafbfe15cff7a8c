-- What a kind of journal is called for the member whose points it moved.
CREATE OR REPLACE FUNCTION core.journal_label(kind text)
RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT CASE kind
        WHEN 'opening' THEN '期初积分'
        WHEN 'grant' THEN '工会发放'
        WHEN 'earn' THEN '获得'
        WHEN 'earn_mature' THEN '待入账积分转入'
        WHEN 'lottery_draw' THEN '抽奖'
        WHEN 'lottery_entry' THEN '报名抽签'
        WHEN 'order_payment' THEN '订单支付'
        WHEN 'order_capture' THEN '订单扣款'
        WHEN 'order_return' THEN '订单退回'
        WHEN 'order_refund' THEN '订单退款'
        WHEN 'hold' THEN '商户预扣'
        WHEN 'hold_capture' THEN '商户扣款'
        WHEN 'hold_release' THEN '商户预扣退回'
        WHEN 'hold_refund' THEN '商户退款'
        WHEN 'expiry' THEN '积分到期'
        WHEN 'clawback' THEN '扣回'
        WHEN 'clawback_debt' THEN '欠扣积分'
        WHEN 'debt_repayment' THEN '抵扣欠扣积分'
        WHEN 'merge_out' THEN '档案合并转出'
        WHEN 'merge_in' THEN '档案合并转入'
    END
$$;
