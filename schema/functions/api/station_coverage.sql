-- How much of the demand of an organisation and what is below it, or of a list, has an open station within walking
-- distance (core.coverage_json).
CREATE OR REPLACE FUNCTION api.station_coverage(
    caller_id uuid, allowed_roles text[], resource text, organisation_id uuid, walk_m bigint,
    detour double precision, weekday bigint, grid_m bigint, crs text, points jsonb, site jsonb,
    OUT outcome text, OUT body json)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    root CONSTANT text := (SELECT o.path FROM core.organisations AS o
                           WHERE o.id = station_coverage.organisation_id
                               AND core.staff_covers(caller_id, allowed_roles, resource, o.id));
    demand core.demand_point[];
BEGIN
    outcome := CASE WHEN root IS NULL THEN 'organisation_not_found' ELSE 'ok' END;
    IF root IS NULL THEN
        RETURN;
    END IF;
    demand := CASE WHEN points IS NULL THEN ARRAY(SELECT d FROM core.demand_of(root) AS d)
                   ELSE ARRAY(SELECT d FROM core.demand_read(points, crs) AS d) END;
    body := (jsonb_build_object('method', jsonb_build_object(
                'name', 'straight_line_with_detour', 'walk_m', walk_m, 'detour', detour,
                'straight_m', round(walk_m / detour), 'weekday', weekday, 'grid_m', grid_m,
                'demand', CASE WHEN points IS NULL THEN 'members' ELSE 'list' END))
            || core.coverage_json(demand, walk_m / detour, weekday, grid_m,
                                  core.station_place(site || jsonb_build_object('crs', crs)))::jsonb)::json;
END
$$;
