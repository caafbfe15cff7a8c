-- Members of organisations, pair by pair, as the staff's list shows them; of one who has left only the
-- name and what was.
CREATE OR REPLACE FUNCTION core.member_items(places uuid[], people uuid[], has_left boolean)
RETURNS TABLE (nth bigint, item json)
LANGUAGE sql STABLE
AS $$
    SELECT pair.nth, row_to_json(shown)
    FROM unnest(places, people) WITH ORDINALITY AS pair (place, person, nth)
    JOIN core.members AS m ON m.person_id = pair.person
    JOIN core.people AS p ON p.id = pair.person
    JOIN core.organisations AS o ON o.id = pair.place
    CROSS JOIN LATERAL ( -- one of the two
        SELECT ms.span, NULL::text AS end_reason FROM core.memberships AS ms
        WHERE NOT has_left AND ms.organisation_id = pair.place AND ms.person_id = pair.person
          AND ms.is_primary AND upper_inf(ms.span)
        UNION ALL (
            SELECT ms.span, ms.end_reason FROM core.memberships AS ms
            WHERE has_left AND ms.person_id = pair.person AND ms.organisation_id = pair.place
              AND ms.is_primary AND NOT upper_inf(ms.span)
            ORDER BY lower(ms.span) DESC LIMIT 1)) AS s
    CROSS JOIN LATERAL (
        SELECT m.id, m.member_no::text AS member_no, p.real_name_masked AS real_name,
               CASE WHEN NOT has_left THEN m.phone_masked END AS phone,
               (SELECT row_to_json(part) FROM (SELECT o.id, o.name) AS part) AS organisation,
               CASE WHEN has_left THEN 'left' ELSE m.status END AS status,
               lower(s.span) AS joined_at, upper(s.span) AS left_at, s.end_reason) AS shown
$$;
