-- What merging an organisation into another one touches: how many organisations below it come to
-- stand elsewhere, members and open applications go over and roles end, and the depth of the deepest path below it.
CREATE OR REPLACE FUNCTION core.merge_effect(
    place core.organisations, target core.organisations, OUT effect jsonb, OUT depth integer)
LANGUAGE sql STABLE
AS $$
    SELECT jsonb_build_object(
            'organisations', below.organisations, 'members', own.members, 'applications',
            own.applications, 'grants', own.grants)
            || to_jsonb(s),
        greatest(below.depth, core.path_depth(place.path))
    FROM core.subtree_counts(place.path || '0', core.subtree_end(place.path)) AS below,
         core.subtree_counts(place.path, place.path || '0') AS own,
         core.sight_changes(place.id, target.id) AS s
$$;
