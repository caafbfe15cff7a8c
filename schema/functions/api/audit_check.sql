-- core.audit_check for the command `liangonghui audit verify`, a part of the chain at a time. last_block
-- NULL: to the newest.
CREATE OR REPLACE FUNCTION api.audit_check(
    first_block bigint, last_block bigint, entry_limit bigint,
    OUT outcome text, OUT body json, OUT checked_block bigint, OUT entries bigint, OUT head_hash text,
    OUT next_block bigint, OUT fault text, OUT fault_block bigint, OUT fault_seq bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
BEGIN
    SELECT 'ok', c.* INTO outcome, checked_block, entries, head_hash, next_block, fault, fault_block,
        fault_seq
    FROM core.audit_check(first_block, coalesce(last_block, 9223372036854775807), entry_limit) AS c;
END
$$;
