-- Locks what bears a part of orders beside their buyers, the vouchers that they bought, and the budgets
-- behind it: vouchers, programmes, budgets, each in ascending order. The caller holds the orders' locks and needs none of an earlier kind
-- any more.
CREATE OR REPLACE FUNCTION core.order_sources_lock(order_ids uuid[]) RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
    PERFORM FROM core.vouchers AS v
    WHERE v.id IN (SELECT u.voucher_id FROM core.voucher_uses AS u WHERE u.order_id = ANY (order_ids)
                   UNION
                   SELECT b.id FROM core.vouchers AS b
                   WHERE b.source = 'order' AND b.source_id = ANY (order_ids))
    ORDER BY v.id FOR NO KEY UPDATE;
    PERFORM FROM core.subsidy_programmes AS p
    WHERE p.id IN (SELECT r.source_id FROM core.order_reductions AS r
                   WHERE r.order_id = ANY (order_ids) AND r.payer = 'subsidy')
    ORDER BY p.id FOR NO KEY UPDATE;
    PERFORM FROM core.budgets AS b
    WHERE b.id IN (
        SELECT t.budget_id FROM core.voucher_uses AS u
        JOIN core.vouchers AS v ON v.id = u.voucher_id
        JOIN core.voucher_templates AS t ON t.id = v.template_id
        WHERE u.order_id = ANY (order_ids)
        UNION
        SELECT p.budget_id FROM core.order_reductions AS r
        JOIN core.subsidy_programmes AS p ON p.id = r.source_id
        WHERE r.order_id = ANY (order_ids) AND r.payer = 'subsidy')
    ORDER BY b.id FOR NO KEY UPDATE;
END
$$;
