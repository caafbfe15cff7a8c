-- Merges an organisation into another one and writes it down with both. The caller holds
-- core.tree_lock and both rows.
CREATE OR REPLACE FUNCTION core.organisation_merge(
    place core.organisations, target core.organisations, admin_id uuid, effect jsonb, reason text,
    request_id uuid)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    members jsonb := jsonb_build_array(effect -> 'members', 0);
BEGIN
    PERFORM core.subtree_move(place.path || '0', core.subtree_end(place.path), place.id, place.path,
                              target);
    PERFORM core.members_transfer(place.id, target.id);
    PERFORM core.applications_retarget(place, target);
    PERFORM core.organisation_dissolve(place.id, target.id, admin_id);
    PERFORM core.organisation_event(
        admin_id, 'organisation_merge', place.id, 'merged',
        jsonb_build_object('merged_into', jsonb_build_array(NULL, target.id), 'members', members),
        reason, request_id);
    PERFORM core.organisation_event(
        admin_id, 'organisation_merge', target.id, 'absorbed',
        jsonb_build_object('absorbed_id', jsonb_build_array(NULL, place.id), 'members',
                           jsonb_build_array(0, effect -> 'members')), reason, request_id);
END
$$;
