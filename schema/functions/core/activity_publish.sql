-- Publishes an activity that somebody else has submitted: its rules are fixed, and what it may give away is
-- promised out of its budget. commitment, seed_sealed: as for core.lottery_publish, if it has a draw.
CREATE OR REPLACE FUNCTION core.activity_publish(
    caller_id uuid, allowed_roles text[], resource text, activity_id uuid, kind text, commitment bytea,
    seed_sealed bytea, reason text, idempotency_key text, fingerprint bytea, request_id uuid,
    OUT outcome text, OUT body json, OUT replay_of uuid)
LANGUAGE plpgsql
AS $$
DECLARE
    operation CONSTANT text := kind || '_publish';
    activity core.activities;
BEGIN
    SELECT c.outcome, c.body, c.replay_of INTO outcome, body, replay_of
    FROM core.idempotency_claim(caller_id, operation, idempotency_key, fingerprint) AS c;
    IF outcome IS NOT NULL THEN
        RETURN;
    END IF;
    activity := core.activity_locked(caller_id, allowed_roles, resource, activity_id, kind);
    outcome := coalesce(
        core.activity_refusal(activity, kind, 'review'), core.activity_publish_refusal(activity, caller_id),
        core.budget_commit(activity.budget_id, activity.id, core.activity_value(activity), caller_id, reason),
        'ok');
    IF outcome = 'ok' THEN
        IF kind = 'lottery' THEN
            PERFORM core.lottery_publish(activity.id, now(), commitment, seed_sealed);
        ELSE
            PERFORM core.giveaway_publish(activity.id, now(), commitment, seed_sealed);
        END IF;
        PERFORM core.activity_moved(activity, operation, 'published', 'published', caller_id, reason,
                                    core.activity_rules(activity), request_id);
        body := core.activity_json(activity);
    END IF;
    PERFORM core.idempotency_store(caller_id, operation, idempotency_key, fingerprint, request_id, outcome,
                                   body);
END
$$;
