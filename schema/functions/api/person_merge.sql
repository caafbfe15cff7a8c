-- Merges a record of a person into another one of the same person, after a second of the staff has
-- asked for it too; dry_run: tells what would go over and what stands against it. Both records belong
-- to organisations that the staff member covers. All or nothing.
CREATE OR REPLACE FUNCTION api.person_merge(
    caller_id uuid, allowed_roles text[], resource text, person_id uuid, into_person_id uuid,
    reason text, dry_run boolean, idempotency_key text, fingerprint bytea, request_id uuid,
    OUT outcome text, OUT body json, OUT replay_of uuid)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    loser core.people;
    survivor core.people;
    obstacles text[];
    moves json;
    step json := json '{"state": "planned"}'; -- what core.second_person answers
BEGIN
    IF NOT dry_run THEN
        SELECT c.outcome, c.body, c.replay_of INTO outcome, body, replay_of
        FROM core.idempotency_claim(caller_id, 'person_merge', idempotency_key, fingerprint) AS c;
        IF outcome IS NOT NULL THEN
            RETURN;
        END IF;
        PERFORM core.person_merge_lock(person_id, into_person_id);
    END IF;
    SELECT p.* INTO loser FROM core.people AS p WHERE p.id = person_merge.person_id;
    SELECT p.* INTO survivor FROM core.people AS p WHERE p.id = into_person_id;
    outcome := core.person_merge_refusal(caller_id, allowed_roles, resource, loser, survivor);
    IF outcome IS NULL THEN
        obstacles := core.person_merge_obstacles(loser, survivor);
        moves := core.person_merge_plan(loser.id, survivor.id);
        outcome := CASE WHEN dry_run OR obstacles = '{}' THEN 'ok' ELSE 'person_not_settled' END;
    END IF;
    IF outcome = 'ok' AND NOT dry_run THEN
        SELECT s.body INTO step
        FROM core.second_person(
            caller_id, allowed_roles, resource, 'person_merge', fingerprint, loser.id,
            core.person_place(survivor.id), reason, request_id) AS s;
        IF step ->> 'state' = 'done' THEN
            PERFORM core.person_merge_written(caller_id, loser.id, survivor.id, reason, request_id);
        END IF;
    END IF;
    IF outcome = 'ok' THEN
        body := json_build_object(
            'state', step -> 'state', 'expires_at', step -> 'expires_at', 'person_id', survivor.id,
            'merged_person_id', loser.id, 'obstacles', to_json(obstacles), 'moves', moves);
    END IF;
    IF NOT dry_run THEN
        PERFORM core.idempotency_store(caller_id, 'person_merge', idempotency_key, fingerprint,
                                       request_id, outcome, body);
    END IF;
END
$$;
