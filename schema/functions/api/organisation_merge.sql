-- Merges an organisation into another one of its level: its members and its children go over, roles
-- held there end, and whoever asks for it is sent on. Budgets and campaigns keep their history.
-- With members it takes two persons.
CREATE OR REPLACE FUNCTION api.organisation_merge(
    caller_id uuid, allowed_roles text[], resource text, organisation_id uuid, into_id uuid,
    dry_run boolean, reason text, idempotency_key text, fingerprint bytea, request_id uuid,
    OUT outcome text, OUT body json, OUT replay_of uuid)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    place core.organisations;
    target core.organisations;
    effect jsonb;
    obstacles text[];
    state text := CASE WHEN dry_run THEN 'planned' ELSE 'done' END;
    pending json; -- what core.second_person answers
BEGIN
    IF NOT dry_run THEN
        SELECT c.outcome, c.body, c.replay_of INTO outcome, body, replay_of
        FROM core.idempotency_claim(caller_id, 'organisation_merge', idempotency_key, fingerprint)
            AS c;
        IF outcome IS NOT NULL THEN
            RETURN;
        END IF;
        PERFORM pg_advisory_xact_lock(core.tree_lock());
        -- Against those who are joining either of them just now.
        PERFORM FROM core.organisations AS o
        WHERE o.id IN (organisation_merge.organisation_id, organisation_merge.into_id)
        ORDER BY o.id FOR UPDATE;
    END IF;
    place := core.organisation_covered(caller_id, allowed_roles, resource, organisation_id);
    target := core.organisation_covered(caller_id, allowed_roles, resource, into_id);
    IF place.id IS NULL OR target.id IS NULL THEN
        outcome := CASE WHEN place.id IS NULL THEN 'organisation_not_found'
                        ELSE 'target_organisation_not_found' END;
    ELSE
        SELECT c.effect, core.merge_obstacles(place, target, c.depth) INTO effect, obstacles
        FROM core.merge_effect(place, target) AS c;
        outcome := CASE WHEN dry_run OR obstacles = '{}' THEN 'ok' ELSE obstacles[1] END;
    END IF;
    IF outcome = 'ok' AND NOT dry_run AND effect -> 'members' <> '0' THEN
        SELECT p.body INTO pending
        FROM core.second_person(caller_id, allowed_roles, resource, 'organisation_merge',
                                fingerprint, place.id, place.id, reason, request_id) AS p;
        state := pending ->> 'state';
    END IF;
    IF outcome = 'ok' THEN
        IF state = 'done' THEN
            PERFORM core.organisation_merge(place, target, caller_id, effect, reason, request_id);
        END IF;
        body := core.organisation_change_body(state, (pending ->> 'expires_at')::timestamptz,
                                              place.id, effect, obstacles);
    END IF;
    IF NOT dry_run THEN
        PERFORM core.idempotency_store(caller_id, 'organisation_merge', idempotency_key,
                                       fingerprint, request_id, outcome, body);
    END IF;
END
$$;
