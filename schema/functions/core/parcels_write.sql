-- Writes down parcels that core.parcels_fault finds nothing wrong with.
CREATE OR REPLACE FUNCTION core.parcels_write(order_id uuid, revision bigint, parcels jsonb, key_id uuid)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    -- Before they are there: core.parcels_due would count them.
    contents CONSTANT jsonb := (SELECT jsonb_agg(c) FROM core.parcels_contents(order_id, parcels) AS c);
BEGIN
    INSERT INTO core.order_parcels (order_id, revision, parcel, carrier, tracking_no, api_key_id)
    SELECT parcels_write.order_id, parcels_write.revision, p.nth, p.parcel ->> 'carrier',
        p.parcel ->> 'tracking_no', key_id
    FROM jsonb_array_elements(parcels) WITH ORDINALITY AS p (parcel, nth);
    INSERT INTO core.order_parcel_items (order_id, revision, parcel, line, quantity)
    SELECT parcels_write.order_id, parcels_write.revision, c.parcel, c.line, c.quantity
    FROM jsonb_to_recordset(contents) AS c (parcel bigint, line bigint, quantity bigint);
END
$$;
