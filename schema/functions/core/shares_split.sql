-- Divides an amount among parts in proportion to their weights, to the last unit: each gets its share
-- rounded down, and the units that are left go to the largest remainders, the earlier part first. No part
-- gets more than its weight when the weights come to the amount or more. Weights of 0 are allowed, but
-- not only those for an amount above 0.
CREATE OR REPLACE FUNCTION core.shares_split(amount bigint, weights bigint[]) RETURNS bigint[]
LANGUAGE plpgsql IMMUTABLE
AS $$
DECLARE
    whole numeric;
BEGIN
    IF cardinality(weights) = 1 THEN
        RETURN ARRAY[amount];
    ELSIF amount = 0 THEN
        RETURN array_fill(0::bigint, ARRAY[cardinality(weights)]);
    END IF;
    whole := (SELECT sum(w) FROM unnest(weights) AS w);
    RETURN ARRAY(
        SELECT part.share + CASE WHEN row_number() OVER (ORDER BY part.remainder DESC, part.ord)
                                      <= amount - sum(part.share) OVER () THEN 1 ELSE 0 END
        FROM (
            SELECT w.ord, div(amount * w.weight::numeric, whole)::bigint AS share,
                mod(amount * w.weight::numeric, whole) AS remainder
            FROM unnest(weights) WITH ORDINALITY AS w (weight, ord)
        ) AS part
        ORDER BY part.ord);
END
$$;
