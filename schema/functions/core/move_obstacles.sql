-- What stands in the way of moving an organisation below another one, as problem codes; none: it may.
-- depth: of the deepest path in its subtree.
CREATE OR REPLACE FUNCTION core.move_obstacles(
    place core.organisations, parent core.organisations, depth integer)
RETURNS text[]
LANGUAGE sql STABLE
AS $$
    SELECT array_remove(ARRAY[
        CASE WHEN 'dissolved' IN (place.status, parent.status) THEN 'organisation_dissolved' END,
        CASE WHEN starts_with(parent.path, place.path) THEN 'organisation_cycle' END,
        CASE WHEN place.parent_id = parent.id THEN 'organisation_already_there' END,
        CASE WHEN NOT EXISTS (SELECT FROM core.organisation_child_levels AS pair
                              WHERE pair.parent_level = parent.level AND pair.level = place.level)
             THEN 'organisation_level_illegal' END,
        CASE WHEN core.path_depth(parent.path) + move_obstacles.depth
                  - core.path_depth(place.path) + 1 > 12 THEN 'organisation_too_deep' END], NULL)
$$;
