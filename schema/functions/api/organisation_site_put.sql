-- Says where an organisation's people are at work, for the coverage of stations. The same again changes nothing.
CREATE OR REPLACE FUNCTION api.organisation_site_put(
    caller_id uuid, allowed_roles text[], resource text, organisation_id uuid, lng double precision,
    lat double precision, crs text, request_id uuid, OUT outcome text, OUT body json)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, public, pg_temp
AS $$
DECLARE
    place CONSTANT geometry := core.station_place(jsonb_build_object('lng', lng, 'lat', lat, 'crs', crs));
BEGIN
    IF NOT core.staff_covers(caller_id, allowed_roles, resource, organisation_id) THEN
        outcome := 'organisation_not_found';
        RETURN;
    END IF;
    INSERT INTO core.organisation_sites AS s (organisation_id, location)
    VALUES (organisation_site_put.organisation_id, place)
    ON CONFLICT ON CONSTRAINT organisation_sites_pkey DO UPDATE SET location = EXCLUDED.location
    WHERE NOT ST_Equals(s.location, EXCLUDED.location);
    IF FOUND THEN
        PERFORM core.audit_write('admin', caller_id, 'organisation_site_put', organisation_id, 'organisation',
                                 organisation_id, jsonb_build_object('site', jsonb_build_array(
                                     NULL, jsonb_build_array(ST_X(place), ST_Y(place)))), NULL, request_id);
    END IF;
    outcome := 'ok';
    body := json_build_object('organisation_id', organisation_id, 'lng', ST_X(place), 'lat', ST_Y(place),
                              'crs', 'gcj02');
END
$$;
