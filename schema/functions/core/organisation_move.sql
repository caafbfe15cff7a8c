-- Moves an organisation with its subtree and writes it down, also with the one that loses it: those
-- who audit there would otherwise see nothing of it. The caller holds core.tree_lock.
CREATE OR REPLACE FUNCTION core.organisation_move(
    place core.organisations, parent core.organisations, admin_id uuid, reason text,
    request_id uuid)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
    PERFORM core.subtree_move(
        place.path, core.subtree_end(place.path), place.parent_id,
        left(place.path, -1 - char_length(place.code)), parent);
    PERFORM core.organisation_event(
        admin_id, 'organisation_move', place.id, 'moved',
        jsonb_build_object('parent_id', jsonb_build_array(place.parent_id, parent.id)), reason,
        request_id);
    IF place.parent_id IS NOT NULL THEN
        PERFORM core.organisation_event(
            admin_id, 'organisation_move', place.parent_id, 'child_left',
            jsonb_build_object('child_id', jsonb_build_array(place.id, NULL)), reason, request_id);
    END IF;
END
$$;
