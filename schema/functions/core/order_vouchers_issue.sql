-- Gives the buyers of paid orders the vouchers that they bought: one for each piece of an SKU that stands
-- for a voucher. The caller holds the orders' locks; this takes the counters of the templates.
CREATE OR REPLACE FUNCTION core.order_vouchers_issue(order_ids uuid[]) RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
    PERFORM core.vouchers_issue(t.id, core.account_current(o.member_id), o.id, item.line, item.quantity)
    FROM core.orders AS o
    JOIN core.order_items AS item ON item.order_id = o.id
    JOIN core.voucher_templates AS t ON t.sku_id = item.sku_id AND t.state <> 'draft'
    WHERE o.id = ANY (order_ids)
    ORDER BY t.id, o.id, item.line;
END
$$;
