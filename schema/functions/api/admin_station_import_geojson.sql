-- admin_station_import of a list in GeoJSON.
CREATE OR REPLACE FUNCTION api.admin_station_import_geojson(
    caller_id uuid, allowed_roles text[], resource text, organisation_id uuid, crs text, accept_flagged boolean,
    dry_run boolean, features jsonb, idempotency_key text, fingerprint bytea, request_id uuid,
    OUT outcome text, OUT body json, OUT replay_of uuid)
LANGUAGE sql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
    SELECT i.outcome, i.body, i.replay_of
    FROM core.station_import(caller_id, allowed_roles, resource, 'admin_station_import_geojson', organisation_id, crs, accept_flagged,
                             dry_run, core.station_features_read(features), idempotency_key, fingerprint, request_id) AS i
$$;
