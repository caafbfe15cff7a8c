-- Seals what waits in the next block, batch_size entries or a few more; answers how many. One sealer
-- at a time: whoever finds another at work leaves it to that one. An entry that waits but is not there
-- is sealed all the same, so that verification finds it missing.
CREATE OR REPLACE FUNCTION api.audit_seal(batch_size bigint, OUT outcome text, OUT body json)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    taken bigint[];
    block core.audit_blocks;
BEGIN
    outcome := 'ok';
    IF pg_try_advisory_xact_lock(hashtextextended('core.audit_blocks', 0)) THEN
        taken := core.audit_take(batch_size);
    END IF;
    body := json_build_object('sealed', coalesce(cardinality(taken), 0));
    IF taken IS NULL THEN
        RETURN;
    END IF;
    SELECT b.number, b.hash INTO block.number, block.prev_hash
    FROM core.audit_blocks AS b ORDER BY b.number DESC LIMIT 1;
    block.number := coalesce(block.number, 0) + 1;
    block.prev_hash := coalesce(block.prev_hash, core.audit_genesis());
    SELECT range_agg(int8range(s.seq, s.seq, '[]')), array_agg(core.audit_leaf(e) ORDER BY s.seq)
    INTO block.seqs, block.leaves
    FROM unnest(taken) AS s (seq)
    LEFT JOIN LATERAL (
        SELECT * FROM core.audit_entries AS i WHERE i.seq = s.seq LIMIT 1
    ) AS e ON true;
    block.root := core.audit_root(block.leaves);
    block.sealed_at := clock_timestamp();
    block.hash := sha256(convert_to(core.audit_block_text(block), 'UTF8'));
    INSERT INTO core.audit_blocks VALUES (block.*);
END
$$;
