-- How an order went out; NULL: it did not.
CREATE OR REPLACE FUNCTION core.order_shipment_json(order_id uuid) RETURNS json
LANGUAGE sql STABLE
AS $$
    SELECT row_to_json(shown) FROM (
        SELECT s.carrier, s.tracking_no, s.created_at
        FROM core.order_shipments AS s WHERE s.order_id = order_shipment_json.order_id) AS shown
$$;
