-- Verifies blocks from first_block on, until last_block, the newest block or, in whole blocks,
-- entry_limit entries: what each holds against what it was sealed with, that each names the one before,
-- and that no other entries stand between. After the newest block, what is not sealed yet is looked at,
-- too. Ends at the first fault. The answer: the blocks from first_block to checked_block are seen, with
-- so many entries, head_hash is the last one's; next_block goes on, NULL: that was all; fault, at
-- fault_block (NULL: after the newest) and for an entry fault_seq.
CREATE OR REPLACE FUNCTION core.audit_check(
    first_block bigint, last_block bigint, entry_limit bigint,
    OUT checked_block bigint, OUT entries bigint, OUT head_hash text, OUT next_block bigint,
    OUT fault text, OUT fault_block bigint, OUT fault_seq bigint)
LANGUAGE plpgsql STABLE
AS $$
DECLARE
    newest bigint := coalesce((SELECT max(b.number) FROM core.audit_blocks AS b), 0);
    end_seq bigint := coalesce((SELECT upper(b.seqs) FROM core.audit_blocks AS b
                                WHERE b.number = least(first_block - 1, newest)), 1); -- of the block before
    block core.audit_blocks;
BEGIN
    entries := 0;
    fault_block := first_block;
    WHILE fault_block <= least(newest, last_block) AND entries < entry_limit LOOP
        SELECT * INTO block FROM core.audit_blocks AS b WHERE b.number = fault_block;
        IF NOT FOUND THEN
            fault := 'block_missing';
            RETURN;
        END IF;
        SELECT f.fault, f.seq INTO fault, fault_seq FROM (
            SELECT * FROM core.audit_block_faults(block)
            UNION ALL
            SELECT * FROM core.audit_strays(least(end_seq, lower(block.seqs)), upper(block.seqs))
            LIMIT 1) AS f;
        IF FOUND THEN
            RETURN;
        END IF;
        checked_block := fault_block;
        entries := entries + cardinality(block.leaves);
        head_hash := encode(block.hash, 'hex');
        end_seq := upper(block.seqs);
        fault_block := fault_block + 1;
    END LOOP;
    IF fault_block <= least(newest, last_block) THEN
        next_block := fault_block;
    ELSIF newest <= last_block THEN
        SELECT s.fault, s.seq INTO fault, fault_seq
        FROM core.audit_strays(end_seq, 9223372036854775807) AS s LIMIT 1;
    END IF;
    fault_block := NULL;
END
$$;
