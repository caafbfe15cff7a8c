-- A new station of an organisation of the caller's subtree. What is probably there already is only made when the
-- caller says that it is another one.
CREATE OR REPLACE FUNCTION api.admin_station_create(
    caller_id uuid, allowed_roles text[], resource text, organisation_id uuid, name text, address text,
    district_code text, location jsonb, facilities jsonb, phone text, host_unit text, capacity bigint,
    area_m2 bigint, photos jsonb, honours jsonb, is_another boolean, idempotency_key text, fingerprint bytea,
    request_id uuid, OUT outcome text, OUT body json, OUT replay_of uuid)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, public, pg_temp
AS $$
DECLARE
    place geometry := core.station_place(admin_station_create.location);
    made core.stations;
BEGIN
    SELECT c.outcome, c.body, c.replay_of INTO outcome, body, replay_of
    FROM core.idempotency_claim(caller_id, 'admin_station_create', idempotency_key, fingerprint) AS c;
    IF outcome IS NOT NULL THEN
        RETURN;
    END IF;
    PERFORM FROM core.organisations AS o -- one new station after the other, as with lists
    WHERE o.id = admin_station_create.organisation_id FOR NO KEY UPDATE;
    outcome := CASE
        WHEN NOT core.staff_covers(caller_id, allowed_roles, resource, organisation_id)
            THEN 'organisation_not_found'
        WHEN NOT is_another AND core.station_twin(name, place) IS NOT NULL THEN 'station_is_known'
        ELSE 'ok' END;
    IF outcome = 'ok' THEN
        INSERT INTO core.stations AS s (
            organisation_id, name, address, district_code, location, facilities, phone, host_unit, capacity,
            area_m2, photos, honours)
        VALUES (admin_station_create.organisation_id, admin_station_create.name, admin_station_create.address,
                admin_station_create.district_code, place, coalesce(core.text_array(admin_station_create.facilities), '{}'),
                admin_station_create.phone, admin_station_create.host_unit, admin_station_create.capacity,
                admin_station_create.area_m2, coalesce(core.text_array(admin_station_create.photos), '{}'),
                coalesce(admin_station_create.honours, '[]'))
        RETURNING s.* INTO made;
        body := core.station_case_json(made);
        PERFORM core.station_change_write(caller_id, 'admin_station_create', made, 'created',
                                     core.json_changes(NULL, core.station_about(made)), NULL, request_id);
    END IF;
    PERFORM core.idempotency_store(caller_id, 'admin_station_create', idempotency_key, fingerprint, request_id,
                                   outcome, body);
END
$$;
