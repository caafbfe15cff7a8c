-- One of the staff reads in clear where an award is to be sent. The address goes out sealed, to be opened
-- outside; NULL when the award goes to none, or it was forgotten, and then nothing was read.
CREATE OR REPLACE FUNCTION api.award_delivery_reveal(
    caller_id uuid, allowed_roles text[], resource text, award_id uuid, reason text, request_id uuid,
    OUT outcome text, OUT body json, OUT delivery_sealed bytea)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    award core.awards;
    office uuid;
BEGIN
    SELECT w.* INTO award FROM core.awards AS w WHERE w.id = award_delivery_reveal.award_id;
    office := core.activity_office(caller_id, allowed_roles, resource, award.activity_id);
    IF office IS NULL THEN
        outcome := 'award_not_found';
    ELSIF core.reveal_limit_reached(caller_id, award.member_id) THEN
        outcome := 'reveal_limit_reached';
    ELSE
        outcome := 'ok';
        delivery_sealed := award.delivery_sealed;
    END IF;
    IF delivery_sealed IS NOT NULL THEN
        PERFORM core.personal_data_accessed(
            award.member_id, '{delivery}', 'admin', caller_id,
            core.staff_role(caller_id, allowed_roles, resource, office), office,
            'award_delivery_reveal', reason, request_id);
        PERFORM core.audit_write(
            'admin', caller_id, 'award_delivery_reveal', office, 'award', award.id,
            '{"fields": ["delivery"]}', reason, request_id);
    END IF;
END
$$;
