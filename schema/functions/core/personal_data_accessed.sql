-- Writes down that fields of a member's personal data leave the database to be read in clear, one row
-- for each field. For an administrator (actor_kind admin) role and organisation_id are those of the
-- grant by which they act, and reason says why; a member reads their own without.
CREATE OR REPLACE FUNCTION core.personal_data_accessed(
    member_id uuid, fields text[], actor_kind text, actor_id uuid, role text, organisation_id uuid,
    operation text, reason text, request_id uuid)
RETURNS void
LANGUAGE sql VOLATILE
AS $$
    INSERT INTO core.personal_data_accesses (member_id, field, actor_kind, actor_id, role,
                                             organisation_id, operation, reason, request_id)
    SELECT personal_data_accessed.member_id, f.field, personal_data_accessed.actor_kind,
           personal_data_accessed.actor_id, personal_data_accessed.role,
           personal_data_accessed.organisation_id, personal_data_accessed.operation,
           personal_data_accessed.reason, personal_data_accessed.request_id
    FROM (SELECT DISTINCT field FROM unnest(fields) AS field ORDER BY field) AS f
$$;
