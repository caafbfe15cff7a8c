-- What a line of a settlement is, in words.
CREATE OR REPLACE FUNCTION core.settlement_kind_label(kind text, english boolean) RETURNS text
LANGUAGE sql IMMUTABLE
AS $$
    SELECT CASE WHEN english THEN kind ELSE CASE kind
        WHEN 'redemption' THEN '核销'
        WHEN 'reversal' THEN '撤销核销'
        WHEN 'order' THEN '订单'
        WHEN 'refund' THEN '退款'
        WHEN 'fee' THEN '服务费'
        WHEN 'adjustment' THEN '调整' END END
$$;
