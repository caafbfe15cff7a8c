-- A row in the audit: one of the staff has brought an award from one state into another.
CREATE OR REPLACE FUNCTION core.award_audit(
    award core.awards, admin_id uuid, operation text, earlier text, reason text, request_id uuid)
RETURNS void
LANGUAGE sql VOLATILE
AS $$
    SELECT core.audit_write(
        'admin', award_audit.admin_id, award_audit.operation, a.organisation_id, 'award', award.id,
        jsonb_build_object('state', jsonb_build_array(award_audit.earlier, award.state),
                           'activity_id', award.activity_id), award_audit.reason, award_audit.request_id)
    FROM core.activities AS a WHERE a.id = award.activity_id
$$;
