-- Sends the open applications of an organisation that merges on to the one it merges into: what asks
-- to join or to leave it, and what lies with it to decide. How many.
CREATE OR REPLACE FUNCTION core.applications_retarget(place core.organisations,
                                                      target core.organisations)
RETURNS bigint
LANGUAGE sql VOLATILE
AS $$
    WITH sent AS (
        UPDATE core.applications AS a
        SET source_id = CASE WHEN a.source_id = place.id THEN target.id ELSE a.source_id END,
            target_id = CASE WHEN a.target_id = place.id THEN target.id ELSE a.target_id END,
            organisation_id = CASE WHEN a.organisation_id = place.id THEN target.id
                                   ELSE a.organisation_id END,
            office_path = CASE WHEN a.office_path = place.path THEN target.path
                               ELSE a.office_path END,
            origin_path = CASE WHEN place.path IN (a.office_path, a.origin_path)
                                    AND target.path IN (a.office_path, a.origin_path) THEN NULL
                               WHEN a.origin_path = place.path THEN target.path
                               ELSE a.origin_path END
        WHERE a.decided_at IS NULL
            AND place.id IN (a.source_id, a.target_id, a.organisation_id)
        RETURNING a.id
    )
    SELECT count(*) FROM sent
$$;
