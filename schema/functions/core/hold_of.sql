-- A merchant's hold; NULL for anybody else's, for an order's and for test keys, as for unknown ids.
CREATE OR REPLACE FUNCTION core.hold_of(merchant_id uuid, key_mode text, hold_id uuid)
RETURNS core.holds
LANGUAGE plpgsql STABLE
AS $$
BEGIN
    RETURN (SELECT h FROM core.holds AS h
            WHERE h.id = hold_of.hold_id AND h.kind = 'merchant' AND h.merchant_id = hold_of.merchant_id
                AND hold_of.key_mode = 'live');
END
$$;
