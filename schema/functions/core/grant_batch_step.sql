-- Grants to some of the members that wait in a batch, whose row is locked: a grant for each who is still
-- an active member where the batch reaches, the others are skipped. One movement of the budget.
CREATE OR REPLACE FUNCTION core.grant_batch_step(batch core.grant_batches, member_ids uuid[])
RETURNS void
LANGUAGE plpgsql
AS $$
DECLARE
    movement_ref CONSTANT uuid := core.uuid7();
    reach text := CASE WHEN NOT batch.is_listed THEN (
        SELECT o.path FROM core.organisations AS o WHERE o.id = batch.organisation_id) ELSE '' END;
    total record;
BEGIN
    PERFORM core.wallets_lock(member_ids);
    WITH turn AS MATERIALIZED (
        SELECT w.member_id, w.points, o.id AS organisation_id, CASE
            WHEN batch.expires_at > now() AND starts_with(o.path, reach) THEN core.uuid7() END AS grant_id
        FROM core.grant_batch_members AS w
        LEFT JOIN core.organisations AS o ON o.id = core.benefits_from(w.member_id)
        WHERE w.batch_id = batch.id AND w.member_id = ANY (grant_batch_step.member_ids)
    ), given AS (
        INSERT INTO core.grants (id, admin_id, member_id, points, reason, budget_id, expires_at, batch_id)
        SELECT t.grant_id, batch.admin_id, t.member_id, t.points, batch.reason, batch.budget_id,
               batch.expires_at, batch.id
        FROM turn AS t WHERE t.grant_id IS NOT NULL
    ), settled AS (
        UPDATE core.grant_batch_members AS w
        SET state = CASE WHEN t.grant_id IS NULL THEN 'skipped' ELSE 'granted' END,
            grant_id = t.grant_id,
            step_id = CASE WHEN t.grant_id IS NOT NULL THEN movement_ref END
        FROM turn AS t
        WHERE w.batch_id = batch.id AND w.member_id = t.member_id
    )
    SELECT coalesce(array_agg(t.member_id) FILTER (WHERE t.grant_id IS NOT NULL), '{}') AS members,
        array_agg(t.points) FILTER (WHERE t.grant_id IS NOT NULL) AS amounts,
        array_agg(t.grant_id) FILTER (WHERE t.grant_id IS NOT NULL) AS grants,
        array_agg(t.organisation_id) FILTER (WHERE t.grant_id IS NOT NULL) AS places,
        coalesce(sum(t.points) FILTER (WHERE t.grant_id IS NOT NULL), 0)::bigint AS points,
        count(*) FILTER (WHERE t.grant_id IS NULL) AS skipped,
        coalesce(sum(t.points) FILTER (WHERE t.grant_id IS NULL), 0) AS skipped_points
    INTO total FROM turn AS t;
    UPDATE core.grant_batches AS b
    SET granted = b.granted + cardinality(total.members), granted_points = b.granted_points + total.points,
        skipped = b.skipped + total.skipped, skipped_points = b.skipped_points + total.skipped_points
    WHERE b.id = batch.id;
    IF total.points > 0 THEN
        PERFORM core.points_credit(total.members, total.amounts, 'grant', total.grants,
                                   array_fill(batch.expires_at, ARRAY[cardinality(total.members)]));
        PERFORM FROM core.budgets AS b WHERE b.id = batch.budget_id FOR NO KEY UPDATE;
        PERFORM core.budget_move(batch.budget_id, 'spent', movement_ref, 0, -total.points, total.points,
                                 batch.admin_id, batch.reason);
        PERFORM core.audit_write_many(
            'system', NULL, 'grant_batches_run', total.places, 'member', total.members, ARRAY(
                SELECT jsonb_build_object('batch_id', batch.id, 'grant_id', g.id, 'points', g.points)
                FROM unnest(total.grants, total.amounts) WITH ORDINALITY AS g (id, points, ord)
                ORDER BY g.ord), batch.reason, NULL);
    END IF;
END
$$;
