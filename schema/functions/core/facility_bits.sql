-- The bits of some facilities; -1, which nobody has, when one is unknown.
CREATE OR REPLACE FUNCTION core.facility_bits(codes text[]) RETURNS bigint
LANGUAGE plpgsql STABLE STRICT
AS $$
BEGIN
    RETURN (SELECT CASE WHEN codes <@ coalesce(array_agg(f.code), '{}') THEN coalesce(bit_or(f.bit), 0) ELSE -1 END
            FROM core.facilities AS f WHERE f.code = ANY (codes));
END
$$;
