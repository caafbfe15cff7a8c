-- An audit entry as its readers see it; id is its seq.
CREATE OR REPLACE FUNCTION core.audit_entry_json(entry core.audit_entries) RETURNS json
LANGUAGE sql STABLE
AS $$
    SELECT row_to_json(shown)
    FROM (SELECT entry.seq::text AS id, entry.at, entry.actor_kind, entry.actor_id, entry.action,
              entry.organisation_id, entry.object_kind, entry.object_id, entry.changes,
              entry.reason, entry.request_id) AS shown
$$;
