-- I9: no key has done anything twice, and what a key has done is what its stored answer tells of. Must give no
-- row, at any moment.
CREATE OR REPLACE FUNCTION core.idempotency_violations() RETURNS TABLE (rule text, detail text)
LANGUAGE sql STABLE
SET enable_nestloop = off
AS $$
    WITH effect AS MATERIALIZED (
        SELECT e.* FROM core.keyed_effects() AS e
    )
    SELECT 'I9 twice', format('%s, key %s of %s: %s effects', e.operation, e.key, e.caller_id, count(*))
    FROM effect AS e
    GROUP BY e.operation, e.caller_id, e.key HAVING count(*) > 1
    UNION ALL
    SELECT 'I9 answer', format('%s, key %s of %s: %s, the answer tells of %s', e.operation, e.key, e.caller_id,
        e.id, k.body ->> 'id')
    FROM effect AS e
    JOIN core.idempotency_keys AS k
        ON k.operation = e.operation AND k.key = e.key AND k.caller_id = e.caller_id
    WHERE (k.body ->> 'id') IS DISTINCT FROM e.id::text
    UNION ALL
    SELECT 'I9 no answer', format('%s, key %s of %s', k.operation, k.key, k.caller_id)
    FROM core.idempotency_keys AS k
    WHERE k.outcome = 'ok' AND k.body IS NULL
        AND k.operation = ANY (core.keyed_operations())
$$;
