-- Brings rows of a list of stations into an organisation, for the operation of this name.
CREATE OR REPLACE FUNCTION core.station_import(
    caller_id uuid, allowed_roles text[], resource text, operation text, organisation_id uuid, crs text,
    accept_flagged boolean, dry_run boolean, rows jsonb, idempotency_key text, fingerprint bytea, request_id uuid,
    OUT outcome text, OUT body json, OUT replay_of uuid)
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    organisation core.organisations;
    slips core.station_slip[];
BEGIN
    IF NOT dry_run THEN
        SELECT c.outcome, c.body, c.replay_of INTO outcome, body, replay_of
        FROM core.idempotency_claim(caller_id, operation, idempotency_key, fingerprint) AS c;
        IF outcome IS NOT NULL THEN
            RETURN;
        END IF;
        PERFORM FROM core.organisations AS o -- one list after the other
        WHERE o.id = station_import.organisation_id FOR NO KEY UPDATE;
    END IF;
    SELECT o.* INTO organisation FROM core.organisations AS o
    WHERE o.id = station_import.organisation_id AND o.status = 'active'
        AND core.staff_covers(caller_id, allowed_roles, resource, o.id);
    outcome := CASE WHEN organisation.id IS NULL THEN 'organisation_not_found' ELSE 'ok' END;
    IF outcome = 'ok' THEN
        slips := ARRAY(SELECT s FROM core.station_slips(organisation, crs, accept_flagged, rows) AS s);
        IF NOT dry_run THEN
            PERFORM core.station_slips_write(caller_id, operation, organisation.id, slips, request_id);
        END IF;
        body := core.station_slips_json(dry_run, slips);
    END IF;
    IF NOT dry_run THEN
        PERFORM core.idempotency_store(caller_id, operation, idempotency_key, fingerprint, request_id, outcome,
                                       body);
    END IF;
END
$$;
