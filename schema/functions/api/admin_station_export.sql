-- Some stations of an organisation and of those below it, closed ones left out, by id after one: for a spreadsheet a
-- line each, with tabs between the cells, or as GeoJSON features with commas between; lines NULL: there are none left.
CREATE OR REPLACE FUNCTION api.admin_station_export(
    caller_id uuid, allowed_roles text[], resource text, organisation_id uuid, crs text, geojson boolean,
    after uuid, "limit" bigint, OUT outcome text, OUT body json, OUT lines text, OUT last uuid)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, public, pg_temp
AS $$
DECLARE
    root CONSTANT text := (SELECT o.path FROM core.organisations AS o
                           WHERE o.id = admin_station_export.organisation_id
                               AND core.staff_covers(caller_id, allowed_roles, resource, o.id));
    page core.stations[];
BEGIN
    outcome := CASE WHEN root IS NULL THEN 'organisation_not_found' ELSE 'ok' END;
    IF root IS NULL THEN
        RETURN;
    END IF;
    page := ARRAY(SELECT s FROM core.stations AS s
                  JOIN core.organisations AS o ON o.id = s.organisation_id AND starts_with(o.path, root)
                  WHERE s.id > after AND s.status <> 'closed' ORDER BY s.id LIMIT "limit");
    SELECT CASE WHEN geojson THEN string_agg(core.station_feature(s, crs)::text, E',\n' ORDER BY s.id)
                ELSE string_agg(core.station_line(s, crs), E'\n' ORDER BY s.id) END
    INTO lines FROM unnest(page) AS s;
    last := (page[cardinality(page)]).id;
END
$$;
