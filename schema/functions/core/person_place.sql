-- Where a person belongs, or belonged last: whose staff see to their records. NULL for who never did.
CREATE OR REPLACE FUNCTION core.person_place(person_id uuid) RETURNS uuid
LANGUAGE sql STABLE
AS $$
    SELECT s.organisation_id FROM core.memberships AS s
    WHERE s.person_id = person_place.person_id AND s.is_primary
    ORDER BY upper_inf(s.span) DESC, lower(s.span) DESC LIMIT 1
$$;
