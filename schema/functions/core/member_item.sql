-- A member of an organisation as the staff's list shows them; of one who has left only the name and
-- what was.
CREATE OR REPLACE FUNCTION core.member_item(organisation_id uuid, person_id uuid, has_left boolean)
RETURNS json
LANGUAGE sql STABLE
AS $$
    SELECT row_to_json(shown) FROM (
        SELECT m.id, m.member_no::text AS member_no, p.real_name_masked AS real_name,
               CASE WHEN NOT has_left THEN m.phone_masked END AS phone,
               (SELECT row_to_json(part) FROM (SELECT o.id, o.name) AS part) AS organisation,
               CASE WHEN has_left THEN 'left' ELSE m.status END AS status,
               lower(s.span) AS joined_at, upper(s.span) AS left_at, s.end_reason
        FROM core.members AS m
        JOIN core.people AS p ON p.id = m.person_id
        JOIN core.organisations AS o ON o.id = member_item.organisation_id
        CROSS JOIN LATERAL (
            SELECT ms.span, ms.end_reason FROM core.memberships AS ms
            WHERE ms.person_id = m.person_id AND ms.organisation_id = o.id AND ms.is_primary
              AND upper_inf(ms.span) <> has_left
            ORDER BY lower(ms.span) DESC LIMIT 1) AS s
        WHERE m.person_id = member_item.person_id) AS shown
$$;
