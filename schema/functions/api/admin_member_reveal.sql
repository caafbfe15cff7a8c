-- One of the staff reads a member or applicant of their organisations in clear. What is sealed goes out as it is,
-- only the fields asked for, to be opened outside; body is not made here. A member may lack any.
CREATE OR REPLACE FUNCTION api.admin_member_reveal(
    caller_id uuid, allowed_roles text[], resource text, member_id uuid, fields jsonb, reason text,
    request_id uuid, OUT outcome text, OUT body json, OUT person_id uuid,
    OUT real_name_sealed bytea, OUT id_number_sealed bytea, OUT phone_sealed bytea)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
BEGIN
    SELECT coalesce(r.refusal, 'ok'), r.person_id INTO outcome, person_id
    FROM core.staff_reads(
        caller_id, allowed_roles, resource, member_id,
        ARRAY(SELECT jsonb_array_elements_text(fields)), 'admin_member_reveal', reason,
        request_id) AS r;
    IF outcome = 'ok' THEN
        SELECT CASE WHEN fields ? 'real_name' THEN p.real_name_sealed END,
               CASE WHEN fields ? 'id_number' THEN p.id_number_sealed END,
               CASE WHEN fields ? 'phone' THEN m.phone_sealed END
        INTO real_name_sealed, id_number_sealed, phone_sealed
        FROM core.members AS m
        LEFT JOIN core.people AS p ON p.id = admin_member_reveal.person_id
        WHERE m.id = admin_member_reveal.member_id;
    END IF;
END
$$;
