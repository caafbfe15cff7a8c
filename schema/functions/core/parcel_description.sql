-- What a parcel holds, in 120 characters at most, as WeChat shows it to the buyer.
CREATE OR REPLACE FUNCTION core.parcel_description(sent core.order_parcels) RETURNS text
LANGUAGE plpgsql STABLE
AS $$
BEGIN
    RETURN (SELECT left(string_agg(i.product_name || '×' || c.quantity, '、' ORDER BY c.line), 120)
            FROM core.order_parcel_items AS c JOIN core.order_items AS i ON i.order_id = c.order_id AND i.line = c.line
            WHERE c.order_id = sent.order_id AND c.revision = sent.revision AND c.parcel = sent.parcel);
END
$$;
