-- Step of api.order_create for the orders that are paid already: who bought vouchers has them, and the
-- merchants are told.
CREATE OR REPLACE FUNCTION core.order_paid_at_once(slips core.order_slip[], lines core.order_line[])
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    paid uuid[] := ARRAY(SELECT s.order_id FROM unnest(slips) AS s WHERE s.status = 'paid');
BEGIN
    IF cardinality(paid) > 0 AND EXISTS (
            SELECT FROM core.voucher_templates AS t WHERE t.sku_id IN (SELECT l.sku_id FROM unnest(lines) AS l)) THEN
        PERFORM core.order_vouchers_issue(paid);
    END IF;
    PERFORM core.order_events_write(paid, 'order.paid');
END
$$;
