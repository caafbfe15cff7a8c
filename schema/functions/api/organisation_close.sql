-- Dissolves an organisation that has neither members nor open applications nor active organisations
-- below it. It takes somebody whose office is above: nobody abolishes their own.
CREATE OR REPLACE FUNCTION api.organisation_close(
    caller_id uuid, allowed_roles text[], resource text, organisation_id uuid, dry_run boolean,
    reason text, idempotency_key text, fingerprint bytea, request_id uuid,
    OUT outcome text, OUT body json, OUT replay_of uuid)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    place core.organisations;
    effect jsonb;
    obstacles text[];
BEGIN
    IF NOT dry_run THEN
        SELECT c.outcome, c.body, c.replay_of INTO outcome, body, replay_of
        FROM core.idempotency_claim(caller_id, 'organisation_close', idempotency_key, fingerprint)
            AS c;
        IF outcome IS NOT NULL THEN
            RETURN;
        END IF;
        PERFORM pg_advisory_xact_lock(core.tree_lock());
        PERFORM FROM core.organisations AS o -- against those who are joining just now
        WHERE o.id = organisation_close.organisation_id FOR UPDATE;
    END IF;
    place := core.organisation_covered(caller_id, allowed_roles, resource, organisation_id);
    IF place.id IS NULL THEN
        outcome := 'organisation_not_found';
    ELSE
        effect := core.close_effect(place);
        obstacles := array_remove(ARRAY[
            CASE WHEN place.status <> 'active' THEN 'organisation_dissolved' END,
            CASE WHEN NOT core.staff_covers(caller_id, allowed_roles, resource, place.parent_id)
                 THEN 'organisation_own' END,
            CASE WHEN '0' <> ANY (ARRAY[effect -> 'members', effect -> 'organisations',
                                        effect -> 'applications'])
                 THEN 'organisation_not_empty' END], NULL);
        outcome := CASE WHEN dry_run OR obstacles = '{}' THEN 'ok' ELSE obstacles[1] END;
    END IF;
    IF outcome = 'ok' THEN
        IF NOT dry_run THEN
            PERFORM core.organisation_dissolve(place.id, NULL, caller_id);
            PERFORM core.organisation_event(
                caller_id, 'organisation_close', place.id, 'closed',
                '{"status": ["active", "dissolved"]}', reason, request_id);
        END IF;
        body := core.organisation_change_body(CASE WHEN dry_run THEN 'planned' ELSE 'done' END,
                                              NULL, place.id, effect, obstacles);
    END IF;
    IF NOT dry_run THEN
        PERFORM core.idempotency_store(caller_id, 'organisation_close', idempotency_key,
                                       fingerprint, request_id, outcome, body);
    END IF;
END
$$;
