-- I12: what was acknowledged is there. Of each stored answer that tells of something done once for its key,
-- the thing itself. Must give no row, at any moment.
CREATE OR REPLACE FUNCTION core.answer_violations() RETURNS TABLE (rule text, detail text)
LANGUAGE sql STABLE
SET enable_nestloop = off
AS $$
    WITH effect AS MATERIALIZED (
        SELECT e.* FROM core.keyed_effects() AS e
    )
    SELECT 'I12 gone', format('%s, key %s of %s: %s was acknowledged', k.operation, k.key, k.caller_id,
        k.body ->> 'id')
    FROM core.idempotency_keys AS k
    LEFT JOIN effect AS e ON e.operation = k.operation AND e.id::text = k.body ->> 'id'
    WHERE k.outcome = 'ok' AND e.id IS NULL
        AND k.operation = ANY (core.keyed_operations())
$$;
