-- The newest entries from first_seq to below end_seq that one index gives for a question, at most so
-- many: of one object, of one actor, of one action, of a few organisations, or all. Whoever asks
-- checks the other conditions; a question takes no longer because of them.
CREATE OR REPLACE FUNCTION core.audit_candidates(
    object_id uuid, actor_id uuid, action text, organisation_ids uuid[], first_seq bigint,
    end_seq bigint, most bigint)
RETURNS SETOF core.audit_entries
LANGUAGE plpgsql STABLE ROWS 100
AS $$
BEGIN
    IF object_id IS NOT NULL THEN
        RETURN QUERY SELECT * FROM core.audit_entries AS e
        WHERE e.object_id = audit_candidates.object_id AND e.seq >= first_seq AND e.seq < end_seq
        ORDER BY e.object_id DESC, e.seq DESC LIMIT most;
    ELSIF actor_id IS NOT NULL THEN
        RETURN QUERY SELECT * FROM core.audit_entries AS e
        WHERE e.actor_id = audit_candidates.actor_id AND e.seq >= first_seq AND e.seq < end_seq
        ORDER BY e.actor_id DESC, e.seq DESC LIMIT most;
    ELSIF action IS NOT NULL THEN
        RETURN QUERY SELECT * FROM core.audit_entries AS e
        WHERE e.action = audit_candidates.action AND e.seq >= first_seq AND e.seq < end_seq
        ORDER BY e.action DESC, e.seq DESC LIMIT most;
    ELSIF organisation_ids IS NOT NULL THEN
        RETURN QUERY SELECT e.* FROM unnest(organisation_ids) AS o (id)
        CROSS JOIN LATERAL (
            SELECT * FROM core.audit_entries AS i
            WHERE i.organisation_id = o.id AND i.seq >= first_seq AND i.seq < end_seq
            ORDER BY i.organisation_id DESC, i.seq DESC LIMIT most
        ) AS e
        ORDER BY e.seq DESC LIMIT most;
    ELSE
        RETURN QUERY SELECT * FROM core.audit_entries AS e
        WHERE e.seq >= first_seq AND e.seq < end_seq ORDER BY e.seq DESC LIMIT most;
    END IF;
END
$$;
