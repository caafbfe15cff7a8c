-- One of the staff reads in clear what a member wants to be called or numbered, to compare it with
-- their papers. The value goes out sealed, to be opened outside for the person's column.
CREATE OR REPLACE FUNCTION api.admin_correction_reveal(
    caller_id uuid, allowed_roles text[], resource text, correction_id uuid, reason text,
    request_id uuid, OUT outcome text, OUT body json, OUT field text, OUT person_id uuid,
    OUT value_sealed bytea)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    wish core.corrections;
BEGIN
    SELECT c.* INTO wish FROM core.corrections AS c WHERE c.id = correction_id;
    IF wish.id IS NULL OR NOT core.staff_covers_member(caller_id, allowed_roles, resource,
                                                       wish.member_id) THEN
        outcome := 'correction_not_found';
    ELSIF wish.status <> 'pending' THEN
        outcome := 'correction_decided';
    ELSE
        SELECT coalesce(r.refusal, 'ok') INTO outcome
        FROM core.staff_reads(caller_id, allowed_roles, resource, wish.member_id,
                              ARRAY[wish.field], 'admin_correction_reveal', reason, request_id) AS r;
        IF outcome = 'ok' THEN
            field := wish.field;
            person_id := wish.person_id;
            value_sealed := wish.value_sealed;
        END IF;
    END IF;
END
$$;
