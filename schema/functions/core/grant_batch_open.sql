-- Keeps a grant to many with its members, promises the points out of its budget, which is locked and has
-- them, and writes it down for the auditors. The job goes on from there (api.grant_batches_run).
CREATE OR REPLACE FUNCTION core.grant_batch_open(
    batch core.grant_batches, member_ids uuid[], amounts bigint[], request_id uuid)
RETURNS void
LANGUAGE plpgsql
AS $$
BEGIN
    INSERT INTO core.grant_batches SELECT batch.*;
    INSERT INTO core.grant_batch_members (batch_id, member_id, points)
    SELECT batch.id, a.member_id, a.points
    FROM unnest(member_ids, amounts) AS a (member_id, points) ORDER BY a.member_id;
    PERFORM core.budget_move(batch.budget_id, 'committed', batch.id, 0, batch.points, 0, batch.admin_id,
                             batch.reason);
    PERFORM core.audit_write(
        'admin', batch.admin_id, 'points_grant_batch', batch.organisation_id, 'grant_batch', batch.id,
        jsonb_build_object('members', batch.members, 'points', batch.points,
                           'budget_id', batch.budget_id), batch.reason, request_id);
END
$$;
