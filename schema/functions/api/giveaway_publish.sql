-- Publishes a giveaway that somebody else has submitted: its rules are fixed, and what its shares are worth
-- is promised out of its budget. commitment, seed_sealed: made by the program just now, for one by lot.
CREATE OR REPLACE FUNCTION api.giveaway_publish(
    caller_id uuid, allowed_roles text[], resource text, giveaway_id uuid, commitment bytea,
    seed_sealed bytea, reason text, idempotency_key text, fingerprint bytea, request_id uuid,
    OUT outcome text, OUT body json, OUT replay_of uuid)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    activity core.activities;
BEGIN
    SELECT c.outcome, c.body, c.replay_of INTO outcome, body, replay_of
    FROM core.idempotency_claim(caller_id, 'giveaway_publish', idempotency_key, fingerprint) AS c;
    IF outcome IS NOT NULL THEN
        RETURN;
    END IF;
    activity := core.activity_locked(caller_id, allowed_roles, resource, giveaway_id, 'giveaway');
    outcome := CASE WHEN activity.id IS NULL THEN 'giveaway_not_found'
                    WHEN activity.state <> 'review' THEN 'activity_state_conflict'
                    ELSE coalesce(core.giveaway_publish_refusal(activity, caller_id), core.budget_commit(
                        activity.budget_id, activity.id, core.giveaway_value(activity.id), caller_id, reason),
                        'ok') END;
    IF outcome = 'ok' THEN
        PERFORM core.giveaway_publish(activity.id, now(), giveaway_publish.commitment,
                                      giveaway_publish.seed_sealed);
        PERFORM core.activity_moved(activity, 'giveaway_publish', 'published', 'published', caller_id, reason,
                                    core.giveaway_rules(activity.id), request_id);
        SELECT core.admin_giveaway_json(g) INTO body FROM core.giveaways AS g WHERE g.id = activity.id;
    END IF;
    PERFORM core.idempotency_store(caller_id, 'giveaway_publish', idempotency_key, fingerprint, request_id,
                                   outcome, body);
END
$$;
