-- Has WeChat told once more of an order whose parcels have been put right. What is just being told does not end
-- this report (see api.shipping_report_end). The caller holds the order's lock.
CREATE OR REPLACE FUNCTION core.shipping_report_renew(order_id uuid) RETURNS void
LANGUAGE sql VOLATILE
AS $$
    UPDATE core.shipping_reports AS r
    SET state = 'waiting', ended_at = NULL, errcode = NULL, due_at = now(), tries = r.tries + 1
    WHERE r.order_id = shipping_report_renew.order_id
$$;
