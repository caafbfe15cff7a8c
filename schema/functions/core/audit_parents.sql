-- The next level of a tree of hashes (RFC 6962, 2.1): of each two neighbours SHA-256 of the byte 1 and
-- both; the last of an odd number goes up as it is.
CREATE OR REPLACE FUNCTION core.audit_parents(hashes bytea[]) RETURNS bytea[]
LANGUAGE sql IMMUTABLE
AS $$
    SELECT array_agg(coalesce(sha256('\x01'::bytea || pair.lft || pair.rght), pair.lft)
                     ORDER BY pair.nth)
    FROM (SELECT h.hash AS lft, lead(h.hash) OVER (ORDER BY h.nth) AS rght, h.nth
          FROM unnest(hashes) WITH ORDINALITY AS h (hash, nth)) AS pair
    WHERE pair.nth % 2 = 1
$$;
