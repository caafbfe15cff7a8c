-- Stops a grant to many: what was granted stays, who still waits gets nothing.
CREATE OR REPLACE FUNCTION api.points_grant_batch_cancel(
    caller_id uuid, allowed_roles text[], resource text, batch_id uuid, reason text, request_id uuid,
    OUT outcome text, OUT body json)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    batch core.grant_batches;
    released bigint;
BEGIN
    PERFORM FROM core.grant_batches AS b WHERE b.id = points_grant_batch_cancel.batch_id
    FOR NO KEY UPDATE;
    batch := core.grant_batch_covered(caller_id, allowed_roles, resource, batch_id);
    outcome := CASE WHEN batch.id IS NULL THEN 'grant_batch_not_found'
                    WHEN batch.state <> 'open' THEN 'grant_batch_ended' ELSE 'ok' END;
    IF outcome = 'ok' THEN
        released := core.grant_batch_end(batch.id, 'cancelled', caller_id, reason);
        PERFORM core.audit_write(
            'admin', caller_id, 'points_grant_batch_cancel', batch.organisation_id, 'grant_batch', batch.id,
            jsonb_build_object('state', jsonb_build_array('open', 'cancelled'), 'released', released),
            reason, request_id);
        SELECT core.grant_batch_answer(b) INTO body FROM core.grant_batches AS b WHERE b.id = batch.id;
    END IF;
END
$$;
