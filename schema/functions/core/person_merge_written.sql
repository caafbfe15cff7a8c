-- core.person_merge with its rows in the audit, one for each of the two records, for the auditors of
-- where each of them belonged.
CREATE OR REPLACE FUNCTION core.person_merge_written(
    admin_id uuid, loser_id uuid, survivor_id uuid, reason text, request_id uuid)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    loser_place uuid := core.person_place(loser_id);
    survivor_place uuid := core.person_place(survivor_id);
    changes jsonb := core.person_merge(loser_id, survivor_id);
BEGIN
    PERFORM core.audit_write('admin', admin_id, 'person_merge', loser_place, 'person', loser_id,
                             changes, reason, request_id);
    PERFORM core.audit_write('admin', admin_id, 'person_merge', survivor_place, 'person',
                             survivor_id, jsonb_build_object('merged_id', loser_id), reason,
                             request_id);
END
$$;
