-- Who applies, as staff see them: masked, and whether the person is known under another account.
CREATE OR REPLACE FUNCTION core.application_applicant(application core.applications) RETURNS json
LANGUAGE sql STABLE
AS $$
    SELECT json_build_object(
        'member_id', m.id, 'member_no', m.member_no::text, 'real_name', p.real_name_masked,
        'id_number', p.id_number_masked, 'phone', m.phone_masked,
        'is_duplicate', application.is_duplicate)
    FROM core.members AS m
    LEFT JOIN core.people AS p ON p.id = coalesce(application.person_id, m.person_id)
    WHERE m.id = application.applicant_id
$$;
