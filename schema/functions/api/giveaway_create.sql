-- A new draft of an organisation of the caller's subtree.
CREATE OR REPLACE FUNCTION api.giveaway_create(
    caller_id uuid, allowed_roles text[], resource text, organisation_id uuid, rules jsonb,
    idempotency_key text, fingerprint bytea, request_id uuid,
    OUT outcome text, OUT body json, OUT replay_of uuid)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    giveaway_id CONSTANT uuid := core.uuid7();
    activity core.activities;
BEGIN
    SELECT c.outcome, c.body, c.replay_of INTO outcome, body, replay_of
    FROM core.idempotency_claim(caller_id, 'giveaway_create', idempotency_key, fingerprint) AS c;
    IF outcome IS NOT NULL THEN
        RETURN;
    ELSIF NOT core.staff_covers(caller_id, allowed_roles, resource, organisation_id) THEN
        outcome := 'organisation_not_found';
    ELSE
        outcome := coalesce(core.giveaway_draft_refusal(caller_id, allowed_roles, resource, rules), 'ok');
    END IF;
    IF outcome = 'ok' THEN
        INSERT INTO core.giveaways (id, organisation_id, title, produce, shares, opens_at, closes_at)
        VALUES (giveaway_id, giveaway_create.organisation_id, rules ->> 'title', rules ->> 'produce',
                (rules ->> 'shares')::bigint, (rules ->> 'opens_at')::timestamptz,
                (rules ->> 'closes_at')::timestamptz);
        PERFORM core.giveaway_rules_write(giveaway_id, rules);
        UPDATE core.activities AS a SET created_by = caller_id WHERE a.id = giveaway_id
        RETURNING a.* INTO activity;
        PERFORM core.activity_moved(activity, 'giveaway_create', 'created', NULL, caller_id, NULL, NULL,
                                    request_id);
        SELECT core.admin_giveaway_json(g) INTO body FROM core.giveaways AS g WHERE g.id = giveaway_id;
    END IF;
    PERFORM core.idempotency_store(caller_id, 'giveaway_create', idempotency_key, fingerprint, request_id,
                                   outcome, body);
END
$$;
