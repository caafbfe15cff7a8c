-- Other records that look like the same person's, of each of these: the same name, and the same phone
-- (phone), an ID number with the same ends (id_number_ends), or the same organisation while one of
-- them has no ID number (organisation). Compared by blind indexes and masks; look-ups by key.
CREATE OR REPLACE FUNCTION core.person_twins(person_ids uuid[])
RETURNS TABLE (person_id uuid, twin_id uuid, matches text[])
LANGUAGE sql STABLE
SET enable_seqscan = off
SET enable_hashjoin = off
SET enable_mergejoin = off
AS $$
    SELECT p.id, alike.id, array_agg(DISTINCT alike.match)
    FROM unnest(person_twins.person_ids) AS a (id)
    JOIN core.people AS p ON p.id = a.id AND p.merged_into IS NULL
    CROSS JOIN LATERAL (
        SELECT o.id, 'phone' AS match
        FROM core.members AS m
        JOIN core.members AS other ON other.phone_index = m.phone_index
        JOIN core.people AS o ON o.id = other.person_id AND o.id <> p.id
            AND o.real_name_index = p.real_name_index AND o.merged_into IS NULL
        WHERE m.person_id = p.id
        UNION ALL
        SELECT o.id, 'id_number_ends' FROM core.people AS o
        WHERE o.real_name_index = p.real_name_index AND o.id_number_masked = p.id_number_masked
          AND o.merged_into IS NULL AND o.id <> p.id
        UNION ALL
        SELECT o.id, 'organisation' FROM core.people AS o
        WHERE o.real_name_index = p.real_name_index AND o.id_number_masked IS NULL
          AND o.merged_into IS NULL AND o.id <> p.id
          AND core.membership_of(o.id) = core.membership_of(p.id)
    ) AS alike
    GROUP BY p.id, alike.id
$$;
