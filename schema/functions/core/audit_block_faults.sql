-- What is wrong with a block that is there: block_changed, when it is not what its hash says; chain_broken,
-- when it does not name the hash of the block before; entry_missing and entry_changed with the entry's
-- seq. No row: it is as it was sealed.
CREATE OR REPLACE FUNCTION core.audit_block_faults(block core.audit_blocks)
RETURNS TABLE (fault text, seq bigint)
LANGUAGE plpgsql STABLE
AS $$
BEGIN
    IF block.hash <> sha256(convert_to(core.audit_block_text(block), 'UTF8'))
        OR block.root <> core.audit_root(block.leaves)
        OR cardinality(block.leaves) <> (SELECT sum(upper(r) - lower(r)) FROM unnest(block.seqs) AS r)
    THEN
        RETURN QUERY VALUES ('block_changed', NULL::bigint);
    END IF;
    IF block.prev_hash IS DISTINCT FROM (CASE WHEN block.number = 1 THEN core.audit_genesis() ELSE (
        SELECT b.hash FROM core.audit_blocks AS b WHERE b.number = block.number - 1) END)
    THEN
        RETURN QUERY VALUES ('chain_broken', NULL::bigint);
    END IF;
    RETURN QUERY
    SELECT CASE WHEN e.seq IS NULL THEN 'entry_missing' ELSE 'entry_changed' END, s.seq
    FROM (
        SELECT i.seq, row_number() OVER (ORDER BY i.seq) AS nth
        FROM unnest(block.seqs) AS r, generate_series(lower(r), upper(r) - 1) AS i (seq)
    ) AS s
    JOIN unnest(block.leaves) WITH ORDINALITY AS l (leaf, nth) ON l.nth = s.nth
    LEFT JOIN LATERAL (
        SELECT * FROM core.audit_entries AS i WHERE i.seq = s.seq LIMIT 1
    ) AS e ON true
    WHERE e.seq IS NULL OR core.audit_leaf(e) <> l.leaf
    ORDER BY s.seq;
END
$$;
