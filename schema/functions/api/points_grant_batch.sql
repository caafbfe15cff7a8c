-- Grants to many: to named members, or to all of an organisation and below. The budget promises the whole
-- at once, or all is refused; a job grants it member by member. dry_run: tells what would come of it just
-- now. wrong: see core.grant_batch_plan.
CREATE OR REPLACE FUNCTION api.points_grant_batch(
    caller_id uuid, allowed_roles text[], resource text, organisation_id uuid, points bigint,
    items jsonb, reason text, starts_at timestamptz, expires_at timestamptz, budget_id uuid, dry_run boolean,
    idempotency_key text, fingerprint bytea, request_id uuid,
    OUT outcome text, OUT body json, OUT replay_of uuid, OUT wrong text)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    plan record;
    batch core.grant_batches;
BEGIN
    IF NOT dry_run THEN
        SELECT c.outcome, c.body, c.replay_of INTO outcome, body, replay_of
        FROM core.idempotency_claim(caller_id, 'points_grant_batch', idempotency_key, fingerprint) AS c;
        IF outcome IS NULL AND EXISTS (
                SELECT FROM core.grant_batches AS b WHERE b.admin_id = caller_id
                    AND b.idempotency_key = points_grant_batch.idempotency_key) THEN
            outcome := 'idempotency_key_reused'; -- after its seven days
        END IF;
        IF outcome IS NOT NULL THEN
            wrong := CASE WHEN outcome = 'items_invalid' THEN body #>> '{}' END;
            RETURN;
        END IF;
    END IF;
    outcome := CASE
        WHEN items IS NULL AND NOT core.staff_covers(caller_id, allowed_roles, resource, organisation_id)
            THEN 'organisation_not_found'
        WHEN expires_at <= greatest(starts_at, now()) THEN 'expiry_past' END;
    IF outcome IS NULL THEN
        SELECT p.* INTO plan FROM core.grant_batch_plan(
            caller_id, allowed_roles, resource, organisation_id, points, items) AS p;
        IF NOT dry_run THEN
            PERFORM FROM core.budgets AS b WHERE b.id = points_grant_batch.budget_id FOR NO KEY UPDATE;
        END IF;
        batch := core.grant_batch_draft(caller_id, organisation_id, items IS NOT NULL, budget_id, reason,
                                        starts_at, expires_at, idempotency_key, plan.amounts);
        wrong := plan.wrong;
        outcome := CASE WHEN wrong IS NOT NULL THEN 'items_invalid'
                        WHEN batch.members = 0 THEN 'batch_empty'
                        WHEN batch.members > 100000 THEN 'batch_too_large'
                        ELSE coalesce(core.budget_refusal(caller_id, allowed_roles, resource, budget_id,
                                                          batch.points), 'ok') END;
    END IF;
    IF outcome = 'ok' AND NOT dry_run THEN
        batch.id := core.uuid7();
        batch.created_at := now();
        PERFORM core.grant_batch_open(batch, plan.member_ids, plan.amounts, request_id);
    END IF;
    body := CASE outcome WHEN 'ok' THEN core.grant_batch_answer(batch)
                         WHEN 'items_invalid' THEN to_json(wrong) END;
    IF NOT dry_run THEN
        PERFORM core.idempotency_store(caller_id, 'points_grant_batch', idempotency_key, fingerprint,
                                       request_id, outcome, body);
    END IF;
END
$$;
