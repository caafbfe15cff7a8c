-- The parcels that an order goes out in, and what each holds.
CREATE OR REPLACE FUNCTION core.parcels_json(order_id uuid) RETURNS json
LANGUAGE plpgsql STABLE
AS $$
BEGIN
    RETURN (SELECT coalesce(json_agg(json_build_object(
        'carrier', p.carrier, 'tracking_no', p.tracking_no,
        'items', (SELECT json_agg(json_build_object('sku_id', i.sku_id, 'quantity', c.quantity) ORDER BY c.line)
                  FROM core.order_parcel_items AS c
                  JOIN core.order_items AS i ON i.order_id = c.order_id AND i.line = c.line
                  WHERE c.order_id = p.order_id AND c.revision = p.revision AND c.parcel = p.parcel),
        'corrected', p.revision = 2, 'created_at', p.created_at) ORDER BY p.parcel), '[]')
            FROM core.parcels_of(parcels_json.order_id) AS p);
END
$$;
