-- What is wrong with the parcels that a merchant names for an order; NULL: they hold what is due, each piece once.
CREATE OR REPLACE FUNCTION core.parcels_fault(order_id uuid, parcels jsonb) RETURNS text
LANGUAGE plpgsql STABLE
AS $$
BEGIN
    RETURN CASE
        WHEN (SELECT count(*) <> count(DISTINCT p.parcel ->> 'tracking_no')
              FROM jsonb_array_elements(parcels) AS p (parcel)) THEN 'parcel_repeated'
        WHEN EXISTS (
            SELECT FROM core.parcels_due(parcels_fault.order_id) AS due
            FULL JOIN (SELECT c.line, sum(c.quantity) AS quantity
                       FROM core.parcels_contents(parcels_fault.order_id, parcels) AS c GROUP BY c.line) AS held
                ON held.line = due.line
            WHERE held.quantity IS DISTINCT FROM due.quantity)
            OR (SELECT count(DISTINCT c.parcel) FROM core.parcels_contents(parcels_fault.order_id, parcels) AS c)
                <> jsonb_array_length(parcels) THEN 'parcels_incomplete' END;
END
$$;
