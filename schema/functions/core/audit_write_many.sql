-- core.audit_write for many objects of one kind that one action changes: one row for each position of
-- the arrays, and one for all of them in what waits to be sealed. actor_ids NULL: the system's doing;
-- organisation_ids and request_ids may be NULL as a whole, too.
CREATE OR REPLACE FUNCTION core.audit_write_many(
    actor_kind text, actor_ids uuid[], action text, organisation_ids uuid[], object_kind text,
    object_ids uuid[], changes jsonb[], reason text, request_ids uuid[])
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
    WITH written AS (
        INSERT INTO core.audit_entries (actor_kind, actor_id, action, organisation_id, object_kind,
                                        object_id, changes, reason, request_id)
        SELECT audit_write_many.actor_kind, a.actor_id, audit_write_many.action, a.organisation_id,
            audit_write_many.object_kind, a.object_id, coalesce(a.changes, '{}'),
            audit_write_many.reason, a.request_id
        FROM unnest(actor_ids, organisation_ids, object_ids, changes, request_ids)
            AS a (actor_id, organisation_id, object_id, changes, request_id)
        RETURNING seq
    )
    INSERT INTO core.audit_unsealed (seqs)
    SELECT array_agg(w.seq) FROM written AS w HAVING count(*) > 0;
END
$$;
