-- Takes a grant back that should not have been made. All of it, once; the budget has it again.
CREATE OR REPLACE FUNCTION api.points_grant_reverse(
    caller_id uuid, allowed_roles text[], resource text, grant_id uuid, reason text, dry_run boolean,
    idempotency_key text, fingerprint bytea, request_id uuid,
    OUT outcome text, OUT body json, OUT replay_of uuid)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    given core.grants;
    plan record;
BEGIN
    IF NOT dry_run THEN
        SELECT c.outcome, c.body, c.replay_of INTO outcome, body, replay_of
        FROM core.idempotency_claim(caller_id, 'points_grant_reverse', idempotency_key, fingerprint) AS c;
        IF outcome IS NOT NULL THEN
            RETURN;
        END IF;
    END IF;
    SELECT g.* INTO given FROM core.grants AS g WHERE g.id = points_grant_reverse.grant_id;
    IF NOT dry_run THEN
        PERFORM core.wallets_lock(ARRAY[given.member_id]);
    END IF;
    outcome := coalesce(core.grant_reversal_refusal(caller_id, allowed_roles, resource, given), 'ok');
    IF outcome = 'ok' THEN
        SELECT p.* INTO plan FROM core.grant_reversal_plan(given) AS p;
        IF NOT dry_run THEN
            PERFORM core.grant_reversed(given, plan.expired, plan.taken, plan.owed, caller_id, reason,
                                        request_id);
        END IF;
        body := json_build_object(
            'state', CASE WHEN dry_run THEN 'planned' ELSE 'done' END, 'grant_id', given.id,
            'member_id', given.member_id, 'points', given.points, 'expired', plan.expired,
            'taken', plan.taken, 'owed', plan.owed);
    END IF;
    IF NOT dry_run THEN
        PERFORM core.idempotency_store(caller_id, 'points_grant_reverse', idempotency_key, fingerprint,
                                       request_id, outcome, body);
    END IF;
END
$$;
