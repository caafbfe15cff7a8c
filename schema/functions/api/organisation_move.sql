-- Hangs an organisation with all that stands below it below another one; both lie in the caller's
-- subtree. Nobody's membership changes. A dry run says what it would touch and what is in the way,
-- and leaves no trace.
CREATE OR REPLACE FUNCTION api.organisation_move(
    caller_id uuid, allowed_roles text[], resource text, organisation_id uuid, parent_id uuid,
    dry_run boolean, reason text, idempotency_key text, fingerprint bytea, request_id uuid,
    OUT outcome text, OUT body json, OUT replay_of uuid)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    place core.organisations;
    parent core.organisations;
    effect jsonb;
    obstacles text[];
BEGIN
    IF NOT dry_run THEN
        SELECT c.outcome, c.body, c.replay_of INTO outcome, body, replay_of
        FROM core.idempotency_claim(caller_id, 'organisation_move', idempotency_key, fingerprint)
            AS c;
        IF outcome IS NOT NULL THEN
            RETURN;
        END IF;
        PERFORM pg_advisory_xact_lock(core.tree_lock());
    END IF;
    place := core.organisation_covered(caller_id, allowed_roles, resource, organisation_id);
    parent := core.organisation_covered(caller_id, allowed_roles, resource, parent_id);
    IF place.id IS NULL OR parent.id IS NULL THEN
        outcome := CASE WHEN place.id IS NULL THEN 'organisation_not_found'
                        ELSE 'target_organisation_not_found' END;
    ELSE
        SELECT to_jsonb(c) || to_jsonb(s), core.move_obstacles(place, parent, c.depth)
        INTO effect, obstacles
        FROM core.subtree_counts(place.path, core.subtree_end(place.path)) AS c,
             core.sight_changes(place.parent_id, parent.id) AS s;
        outcome := CASE WHEN dry_run OR obstacles = '{}' THEN 'ok' ELSE obstacles[1] END;
    END IF;
    IF outcome = 'ok' THEN
        IF NOT dry_run THEN
            PERFORM core.organisation_move(place, parent, caller_id, reason, request_id);
        END IF;
        body := core.organisation_change_body(CASE WHEN dry_run THEN 'planned' ELSE 'done' END,
                                              NULL, place.id, effect - 'depth', obstacles);
    END IF;
    IF NOT dry_run THEN
        PERFORM core.idempotency_store(caller_id, 'organisation_move', idempotency_key, fingerprint,
                                       request_id, outcome, body);
    END IF;
END
$$;
