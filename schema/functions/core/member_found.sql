-- A member as staff see them in a list: masked.
CREATE OR REPLACE FUNCTION core.member_found(member_id uuid) RETURNS json
LANGUAGE sql STABLE
AS $$
    SELECT row_to_json(item) FROM (
        SELECT m.id, m.member_no::text AS member_no, p.real_name_masked AS real_name,
               p.id_number_masked AS id_number, m.phone_masked AS phone,
               (SELECT row_to_json(part) FROM (SELECT o.id, o.name) AS part) AS organisation,
               m.status, lower(s.span) AS joined_at
        FROM core.members AS m
        JOIN core.people AS p ON p.id = m.person_id
        JOIN core.memberships AS s ON s.person_id = p.id AND s.is_primary AND upper_inf(s.span)
        JOIN core.organisations AS o ON o.id = s.organisation_id
        WHERE m.id = member_found.member_id) AS item
$$;
