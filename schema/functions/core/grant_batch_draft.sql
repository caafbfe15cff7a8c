-- A grant to many that has yet no id and no time; amounts: for each member.
CREATE OR REPLACE FUNCTION core.grant_batch_draft(
    admin_id uuid, organisation_id uuid, is_listed boolean, budget_id uuid, reason text,
    starts_at timestamptz, expires_at timestamptz, idempotency_key text, amounts bigint[])
RETURNS core.grant_batches
LANGUAGE plpgsql STABLE
AS $$
DECLARE
    batch core.grant_batches;
BEGIN
    batch.admin_id := admin_id;
    batch.organisation_id := coalesce(organisation_id, (
        SELECT b.organisation_id FROM core.budgets AS b WHERE b.id = grant_batch_draft.budget_id));
    batch.is_listed := is_listed;
    batch.budget_id := budget_id;
    batch.reason := reason;
    batch.starts_at := coalesce(starts_at, now());
    batch.expires_at := expires_at;
    batch.members := coalesce(cardinality(amounts), 0);
    batch.points := (SELECT coalesce(sum(a), 0) FROM unnest(amounts) AS a);
    batch.granted := 0;
    batch.granted_points := 0;
    batch.skipped := 0;
    batch.skipped_points := 0;
    batch.state := 'open';
    batch.idempotency_key := idempotency_key;
    RETURN batch;
END
$$;
