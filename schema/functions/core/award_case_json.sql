-- An award as the staff see it: with whoever won it, masked.
CREATE OR REPLACE FUNCTION core.award_case_json(award core.awards) RETURNS json
LANGUAGE sql STABLE
AS $$
    SELECT (core.award_json(award)::jsonb || jsonb_build_object(
        'winner', jsonb_build_object(
            'id', m.id, 'member_no', m.member_no::text, 'real_name', p.real_name_masked,
            'phone', m.phone_masked),
        'reissue_of', (SELECT old.id FROM core.awards AS old WHERE old.id = award.source_id),
        'by', (SELECT a.login FROM core.admins AS a WHERE a.id = award.handled_by)))::json
    FROM core.members AS m
    LEFT JOIN core.people AS p ON p.id = m.person_id
    WHERE m.id = award.member_id
$$;
