-- One of two records that look alike, as staff compare them: masked.
CREATE OR REPLACE FUNCTION core.person_card(person_id uuid) RETURNS json
LANGUAGE sql STABLE
AS $$
    SELECT row_to_json(card) FROM (
        SELECT p.id AS person_id, m.id AS member_id, m.member_no::text AS member_no,
               p.real_name_masked AS real_name, p.id_number_masked AS id_number,
               m.phone_masked AS phone,
               (SELECT row_to_json(part) FROM (SELECT o.id, o.name) AS part) AS organisation,
               lower(s.span) AS joined_at, upper(s.span) AS left_at,
               EXISTS (SELECT FROM core.identities AS i WHERE i.member_id = m.id) AS signs_in
        FROM core.people AS p
        LEFT JOIN core.members AS m ON m.person_id = p.id
        LEFT JOIN LATERAL (
            SELECT ms.organisation_id, ms.span FROM core.memberships AS ms
            WHERE ms.person_id = p.id AND ms.is_primary
            ORDER BY upper_inf(ms.span) DESC, lower(ms.span) DESC LIMIT 1) AS s ON true
        LEFT JOIN core.organisations AS o ON o.id = s.organisation_id
        WHERE p.id = person_card.person_id) AS card
$$;
