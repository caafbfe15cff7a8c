-- What stands in the way of merging an organisation into another one, as problem codes; none: it may.
-- depth: of the deepest path below it.
CREATE OR REPLACE FUNCTION core.merge_obstacles(
    place core.organisations, target core.organisations, depth integer)
RETURNS text[]
LANGUAGE sql STABLE
AS $$
    SELECT array_remove(ARRAY[
        CASE WHEN 'dissolved' IN (place.status, target.status) THEN 'organisation_dissolved' END,
        CASE WHEN starts_with(target.path, place.path) THEN 'organisation_cycle' END,
        CASE WHEN place.level <> target.level THEN 'organisation_levels_differ' END,
        CASE WHEN core.path_depth(target.path) + merge_obstacles.depth
                  - core.path_depth(place.path) > 12 THEN 'organisation_too_deep' END], NULL)
$$;
