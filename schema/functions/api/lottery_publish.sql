-- Publishes a lottery that somebody else has submitted: its rules are fixed, the seed is committed to, and
-- what may be won is promised out of its budget. commitment, seed_sealed: made by the program just now.
CREATE OR REPLACE FUNCTION api.lottery_publish(
    caller_id uuid, allowed_roles text[], resource text, lottery_id uuid, commitment bytea,
    seed_sealed bytea, reason text, idempotency_key text, fingerprint bytea, request_id uuid,
    OUT outcome text, OUT body json, OUT replay_of uuid)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    activity core.activities;
BEGIN
    SELECT c.outcome, c.body, c.replay_of INTO outcome, body, replay_of
    FROM core.idempotency_claim(caller_id, 'lottery_publish', idempotency_key, fingerprint) AS c;
    IF outcome IS NOT NULL THEN
        RETURN;
    END IF;
    activity := core.activity_locked(caller_id, allowed_roles, resource, lottery_id, 'lottery');
    outcome := CASE WHEN activity.id IS NULL THEN 'lottery_not_found'
                    WHEN activity.state <> 'review' THEN 'activity_state_conflict'
                    ELSE coalesce(core.lottery_publish_refusal(activity, caller_id), core.budget_commit(
                        activity.budget_id, activity.id, (
                            SELECT sum(p.stock * p.value_fen) FROM core.prizes AS p
                            WHERE p.lottery_id = activity.id)::bigint, caller_id, reason), 'ok') END;
    IF outcome = 'ok' THEN
        PERFORM core.lottery_publish(activity.id, now(), lottery_publish.commitment,
                                     lottery_publish.seed_sealed);
        PERFORM core.activity_moved(activity, 'lottery_publish', 'published', 'published', caller_id, reason,
                                    core.lottery_rules(activity.id), request_id);
        SELECT core.admin_lottery_json(l) INTO body FROM core.lotteries AS l WHERE l.id = activity.id;
    END IF;
    PERFORM core.idempotency_store(caller_id, 'lottery_publish', idempotency_key, fingerprint, request_id,
                                   outcome, body);
END
$$;
