-- Writes down a change of state, in its transaction. action is the operation's name; organisation_id
-- the one whose auditors may read it. changes: before and after as {"field": [old, new]} or the new
-- values; nothing that tells who a person is, only masks and ids. NULL: nothing but what the row
-- says already. See core.audit_write_many for what waits to be sealed.
CREATE OR REPLACE FUNCTION core.audit_write(
    actor_kind text, actor_id uuid, action text, organisation_id uuid, object_kind text,
    object_id uuid, changes jsonb, reason text, request_id uuid)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
    WITH written AS (
        INSERT INTO core.audit_entries (actor_kind, actor_id, action, organisation_id, object_kind,
                                        object_id, changes, reason, request_id)
        VALUES (audit_write.actor_kind, audit_write.actor_id, audit_write.action,
                audit_write.organisation_id, audit_write.object_kind, audit_write.object_id,
                coalesce(audit_write.changes, '{}'), audit_write.reason, audit_write.request_id)
        RETURNING seq
    )
    INSERT INTO core.audit_unsealed (seqs) SELECT ARRAY[w.seq] FROM written AS w;
END
$$;
