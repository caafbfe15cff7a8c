-- A block as the text whose SHA-256 is its hash: one JSON object with these names in this order and
-- no white space. entries: how many; seqs: which, as ranges [first,beyond the last); hashes are
-- hexadecimal. Never change it: see core.audit_text.
CREATE OR REPLACE FUNCTION core.audit_block_text(block core.audit_blocks) RETURNS text
LANGUAGE sql STABLE
AS $$
    SELECT row_to_json(facts)::text
    FROM (SELECT block.number, encode(block.prev_hash, 'hex') AS prev_hash,
              cardinality(block.leaves) AS entries, block.seqs::text AS seqs,
              encode(block.root, 'hex') AS root, core.audit_time(block.sealed_at) AS sealed_at) AS facts
$$;
