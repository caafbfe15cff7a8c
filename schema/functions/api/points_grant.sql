-- An administrator gives points to a member of their own subtree, once for each Idempotency-Key,
-- within a budget. All or nothing: a refusal changes neither wallet nor budget.
-- dry_run: tells what would come of it just now.
CREATE OR REPLACE FUNCTION api.points_grant(
    caller_id uuid, allowed_roles text[], resource text, member_id uuid, points bigint,
    reason text, expires_at timestamptz, budget_id uuid, dry_run boolean, idempotency_key text,
    fingerprint bytea, request_id uuid, OUT outcome text, OUT body json, OUT replay_of uuid)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    given core.grants;
    grant_id CONSTANT uuid := core.uuid7();
BEGIN
    IF dry_run THEN
        member_id := core.account_current(member_id);
        outcome := coalesce(
            core.grant_obstacle(caller_id, allowed_roles, resource, member_id, expires_at),
            core.budget_refusal(caller_id, allowed_roles, resource, budget_id, points), 'ok');
        given.member_id := member_id;
        given.points := points;
        given.reason := reason;
        given.expires_at := expires_at;
        given.budget_id := budget_id;
        body := CASE WHEN outcome = 'ok' THEN core.grant_answer(given) END;
        RETURN;
    END IF;
    SELECT c.outcome, c.body, c.replay_of INTO outcome, body, replay_of
    FROM core.idempotency_claim(caller_id, 'points_grant', idempotency_key, fingerprint) AS c;
    IF outcome IS NOT NULL THEN
        RETURN;
    END IF;
    -- The account, or the one that it was merged into: the lock lets a merge be over, or wait.
    SELECT coalesce(m.merged_into, m.id) INTO member_id FROM core.members AS m
    WHERE m.id = points_grant.member_id FOR SHARE;
    outcome := core.grant_refusal(caller_id, allowed_roles, resource, grant_id, member_id, points,
                                  reason, expires_at, budget_id, idempotency_key);
    IF outcome = 'idempotency_key_reused' THEN
        RETURN;
    ELSIF outcome IS NULL THEN
        INSERT INTO core.grants
            (id, admin_id, member_id, points, reason, budget_id, expires_at, idempotency_key)
        VALUES (grant_id, caller_id, points_grant.member_id, points_grant.points, points_grant.reason,
                points_grant.budget_id, points_grant.expires_at, points_grant.idempotency_key)
        RETURNING * INTO given;
        PERFORM core.points_credit(
            ARRAY[member_id], ARRAY[points], 'grant', ARRAY[given.id], ARRAY[expires_at]);
        PERFORM core.audit_write(
            'admin', caller_id, 'points_grant', core.organisation_of(member_id), 'member', member_id,
            jsonb_build_object('grant_id', given.id, 'points', points), reason, request_id);
        outcome := 'ok';
        body := core.grant_answer(given);
    END IF;
    PERFORM core.idempotency_store(caller_id, 'points_grant', idempotency_key, fingerprint,
                                   request_id, outcome, body);
END
$$;
