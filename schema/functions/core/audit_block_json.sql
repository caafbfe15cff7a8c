-- A block as its readers see it: what core.audit_block_text is made of, and the hash of that.
CREATE OR REPLACE FUNCTION core.audit_block_json(block core.audit_blocks) RETURNS json
LANGUAGE sql STABLE
AS $$
    SELECT (left(core.audit_block_text(block), -1)
            || format(',"hash":"%s"}', encode(block.hash, 'hex')))::json
$$;
