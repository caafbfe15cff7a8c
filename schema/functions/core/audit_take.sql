-- Takes what waits to be sealed out of the queue: whole rows, until they hold batch_size entries or
-- more. NULL when nothing waits.
CREATE OR REPLACE FUNCTION core.audit_take(batch_size bigint) RETURNS bigint[]
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    taken bigint[];
BEGIN
    WITH chosen AS (
        DELETE FROM core.audit_unsealed AS q
        WHERE q.ctid = ANY (ARRAY(
            SELECT w.place FROM (
                SELECT o.ctid AS place, cardinality(o.seqs) AS entries,
                    sum(cardinality(o.seqs)) OVER (ROWS UNBOUNDED PRECEDING) AS so_far
                FROM (SELECT i.ctid, i.seqs FROM core.audit_unsealed AS i LIMIT batch_size) AS o
            ) AS w
            WHERE w.so_far - w.entries < batch_size))
        RETURNING q.seqs
    )
    SELECT array_agg(DISTINCT s.seq) INTO taken FROM chosen CROSS JOIN unnest(chosen.seqs) AS s (seq);
    RETURN taken;
END
$$;
