-- I11: the chain of the audit verifies from its beginning, and nothing waits to be sealed for more than a
-- minute. Must give no row, at any moment but while no process runs.
CREATE OR REPLACE FUNCTION core.audit_violations() RETURNS TABLE (rule text, detail text)
LANGUAGE sql STABLE
SET enable_nestloop = off
AS $$
    SELECT 'I11 ' || c.fault, format('block %s, entry %s', c.fault_block, c.fault_seq)
    FROM core.audit_check(1, 9223372036854775807, 9223372036854775807) AS c
    WHERE c.fault IS NOT NULL
$$;
