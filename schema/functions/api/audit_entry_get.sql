-- One entry of the audit with what proves it: the text that was sealed, its hash, the way from there to
-- the root of its block, and the block. block and proof are NULL until it is sealed.
CREATE OR REPLACE FUNCTION api.audit_entry_get(
    caller_id uuid, allowed_roles text[], resource text, entry_id text,
    OUT outcome text, OUT body json)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    entry core.audit_entries;
    scope record;
    block core.audit_blocks;
BEGIN
    SELECT * INTO entry FROM core.audit_entries AS e WHERE e.seq = entry_id::bigint;
    SELECT * INTO scope FROM core.audit_organisations(caller_id, allowed_roles, resource, NULL);
    IF entry.seq IS NULL OR NOT (scope.sees_platform OR core.staff_covers(
        caller_id, allowed_roles, resource, entry.organisation_id)) THEN
        outcome := 'not_found';
        RETURN;
    END IF;
    SELECT * INTO block FROM core.audit_blocks AS b WHERE b.seqs @> entry.seq;
    SELECT row_to_json(answer) INTO body FROM (
        SELECT core.audit_entry_json(entry) AS entry, core.audit_text(entry) AS text,
            encode(core.audit_leaf(entry), 'hex') AS hash,
            CASE WHEN block.number IS NOT NULL THEN core.audit_proof(
                block.leaves, core.audit_place(block.seqs, entry.seq)) END AS proof,
            CASE WHEN block.number IS NOT NULL THEN core.audit_block_json(block) END AS block
    ) AS answer;
    outcome := 'ok';
END
$$;
