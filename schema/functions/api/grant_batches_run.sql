-- Goes on with the oldest grant to many that nobody else is at: grants to the next batch_size members, and
-- ends it after the last one. Each member's turn comes once, whoever stops or dies: it is one transaction.
-- Answers how many had their turn.
CREATE OR REPLACE FUNCTION api.grant_batches_run(batch_size bigint, OUT outcome text, OUT body json)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    batch core.grant_batches;
    member_ids uuid[];
    released bigint;
BEGIN
    SELECT b.* INTO batch FROM core.grant_batches AS b
    WHERE b.state = 'open' AND b.starts_at <= now() ORDER BY b.id LIMIT 1
    FOR NO KEY UPDATE SKIP LOCKED;
    member_ids := ARRAY(
        SELECT w.member_id FROM core.grant_batch_members AS w
        WHERE w.batch_id = batch.id AND w.state = 'waiting'
        ORDER BY w.member_id LIMIT batch_size);
    IF member_ids <> '{}' THEN
        PERFORM core.grant_batch_step(batch, member_ids);
    ELSIF batch.id IS NOT NULL THEN
        released := core.grant_batch_end(batch.id, 'done', NULL, batch.reason);
        PERFORM core.audit_write(
            'system', NULL, 'grant_batches_run', batch.organisation_id, 'grant_batch', batch.id,
            jsonb_build_object('state', jsonb_build_array('open', 'done'), 'granted', batch.granted,
                               'skipped', batch.skipped, 'released', released), batch.reason, NULL);
    END IF;
    outcome := 'ok';
    body := json_build_object('turns', cardinality(member_ids));
END
$$;
