-- Lets one of the staff read fields of a member's personal data in clear, because the member belongs to
-- their organisations or has applied to their office. refusal NULL: it is written down for the member
-- and in the audit, and person_id is who to read; else why not (member_not_found,
-- reveal_limit_reached), and nothing is written. An applicant who gave the papers of somebody with
-- another account is not read: that person may belong elsewhere.
CREATE OR REPLACE FUNCTION core.staff_reads(
    caller_id uuid, allowed_roles text[], resource text, member_id uuid, fields text[],
    operation text, reason text, request_id uuid, OUT refusal text, OUT person_id uuid)
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    place uuid;
    office uuid;
BEGIN
    SELECT tie.place, tie.office, tie.person_id INTO place, office, person_id
    FROM (
        SELECT known.place, known.person_id, known.ord,
               core.staff_office(caller_id, allowed_roles, resource, known.place) AS office
        FROM (
            SELECT core.organisation_of(m.id) AS place, m.person_id, 1 AS ord
            FROM core.members AS m WHERE m.id = staff_reads.member_id
            UNION ALL
            SELECT a.organisation_id, a.person_id, 2 FROM core.applications AS a
            WHERE a.applicant_id = staff_reads.member_id AND a.decided_at IS NULL
                AND a.kind IN ('joining', 'transfer') AND NOT a.is_duplicate) AS known
    ) AS tie
    WHERE tie.office IS NOT NULL ORDER BY tie.ord LIMIT 1;
    refusal := CASE
        WHEN NOT FOUND THEN 'member_not_found'
        WHEN core.reveal_limit_reached(caller_id, member_id) THEN 'reveal_limit_reached' END;
    IF refusal IS NULL THEN
        PERFORM core.personal_data_accessed(
            member_id, fields, 'admin', caller_id,
            core.staff_role(caller_id, allowed_roles, resource, office), office, operation, reason,
            request_id);
        PERFORM core.audit_write('admin', caller_id, operation, place, 'member', member_id,
                                 jsonb_build_object('fields', fields), reason, request_id);
    END IF;
END
$$;
