-- Lets a member take part again before the block's day.
CREATE OR REPLACE FUNCTION api.block_end(
    caller_id uuid, allowed_roles text[], resource text, block_id uuid, reason text, request_id uuid,
    OUT outcome text, OUT body json)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    block core.blocks;
BEGIN
    SELECT b.* INTO block FROM core.blocks AS b
    WHERE b.id = block_end.block_id
        AND core.staff_covers(caller_id, allowed_roles, resource, b.organisation_id)
    FOR NO KEY UPDATE;
    outcome := CASE WHEN block.id IS NULL THEN 'block_not_found'
                    WHEN block.ended_at IS NOT NULL OR block.expires_at <= now() THEN 'block_over'
                    ELSE 'ok' END;
    IF outcome = 'ok' THEN
        UPDATE core.blocks AS b SET ended_at = now(), ended_by = caller_id
        WHERE b.id = block.id RETURNING b.* INTO block;
        PERFORM core.audit_write(
            'admin', caller_id, 'block_end', block.organisation_id, 'block', block.id,
            jsonb_build_object('ended_at', block.ended_at), reason, request_id);
        body := core.block_json(block);
    END IF;
END
$$;
