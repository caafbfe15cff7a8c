-- Ends a batch, whose row is locked: who still waits gets nothing, and the budget is released from what was
-- promised and not granted. Returns those points.
CREATE OR REPLACE FUNCTION core.grant_batch_end(
    batch_id uuid, state text, admin_id uuid, reason text)
RETURNS bigint
LANGUAGE plpgsql
AS $$
DECLARE
    batch core.grant_batches;
    rest bigint;
BEGIN
    UPDATE core.grant_batch_members AS w SET state = 'cancelled'
    WHERE w.batch_id = grant_batch_end.batch_id AND w.state = 'waiting';
    UPDATE core.grant_batches AS b SET state = grant_batch_end.state, ended_at = now()
    WHERE b.id = grant_batch_end.batch_id RETURNING * INTO batch;
    rest := batch.points - batch.granted_points;
    IF rest > 0 THEN
        PERFORM FROM core.budgets AS b WHERE b.id = batch.budget_id FOR NO KEY UPDATE;
        PERFORM core.budget_move(batch.budget_id, 'released', batch.id, 0, -rest, 0, admin_id, reason);
    END IF;
    RETURN rest;
END
$$;
