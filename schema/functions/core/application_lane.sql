-- Applications of which an account has one open at a time: about its holder's membership, the union of
-- an enterprise, or a merchant.
CREATE OR REPLACE FUNCTION core.application_lane(kind text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT CASE WHEN kind IN ('founding', 'merchant') THEN kind ELSE 'membership' END
$$;
