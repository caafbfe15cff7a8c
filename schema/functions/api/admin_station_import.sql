-- Brings in a list of stations, row by row; nothing happens to those that are rejected or flagged. dry_run: only
-- tells. The same list again changes nothing.
CREATE OR REPLACE FUNCTION api.admin_station_import(
    caller_id uuid, allowed_roles text[], resource text, organisation_id uuid, crs text, accept_flagged boolean,
    dry_run boolean, rows jsonb, idempotency_key text, fingerprint bytea, request_id uuid,
    OUT outcome text, OUT body json, OUT replay_of uuid)
LANGUAGE sql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
    SELECT i.outcome, i.body, i.replay_of
    FROM core.station_import(caller_id, allowed_roles, resource, 'admin_station_import', organisation_id, crs, accept_flagged,
                             dry_run, admin_station_import.rows, idempotency_key, fingerprint, request_id) AS i
$$;
