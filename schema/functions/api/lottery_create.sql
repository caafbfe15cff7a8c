-- A new draft of an organisation of the caller's subtree.
CREATE OR REPLACE FUNCTION api.lottery_create(
    caller_id uuid, allowed_roles text[], resource text, organisation_id uuid, rules jsonb,
    idempotency_key text, fingerprint bytea, request_id uuid,
    OUT outcome text, OUT body json, OUT replay_of uuid)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    lottery_id CONSTANT uuid := core.uuid7();
    activity core.activities;
BEGIN
    SELECT c.outcome, c.body, c.replay_of INTO outcome, body, replay_of
    FROM core.idempotency_claim(caller_id, 'lottery_create', idempotency_key, fingerprint) AS c;
    IF outcome IS NOT NULL THEN
        RETURN;
    ELSIF NOT core.staff_covers(caller_id, allowed_roles, resource, organisation_id) THEN
        outcome := 'organisation_not_found';
    ELSE
        outcome := coalesce(core.lottery_draft_refusal(caller_id, allowed_roles, resource, rules), 'ok');
    END IF;
    IF outcome = 'ok' THEN
        INSERT INTO core.lotteries (id, organisation_id, title, kind, cost_points, opens_at, closes_at)
        VALUES (lottery_id, lottery_create.organisation_id, rules ->> 'title', rules ->> 'kind', 0,
                (rules ->> 'opens_at')::timestamptz, (rules ->> 'closes_at')::timestamptz);
        PERFORM core.lottery_rules_write(lottery_id, rules);
        UPDATE core.activities AS a SET created_by = caller_id WHERE a.id = lottery_id
        RETURNING a.* INTO activity;
        PERFORM core.activity_moved(activity, 'lottery_create', 'created', NULL, caller_id, NULL, NULL,
                                    request_id);
        SELECT core.admin_lottery_json(l) INTO body FROM core.lotteries AS l WHERE l.id = lottery_id;
    END IF;
    PERFORM core.idempotency_store(caller_id, 'lottery_create', idempotency_key, fingerprint, request_id,
                                   outcome, body);
END
$$;
