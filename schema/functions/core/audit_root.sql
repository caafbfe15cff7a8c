-- The root of the tree over the leaves: the Merkle tree hash of RFC 6962, 2.1.
CREATE OR REPLACE FUNCTION core.audit_root(leaves bytea[]) RETURNS bytea
LANGUAGE plpgsql IMMUTABLE
AS $$
DECLARE
    level bytea[] := leaves;
BEGIN
    WHILE cardinality(level) > 1 LOOP
        level := core.audit_parents(level);
    END LOOP;
    RETURN level[1];
END
$$;
