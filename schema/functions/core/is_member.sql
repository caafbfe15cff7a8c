-- True for an account in good standing whose person belongs to a union: who may draw and order. One
-- expression without FROM, so that the planner can put it in line.
CREATE OR REPLACE FUNCTION core.is_member(member_id uuid) RETURNS boolean
LANGUAGE sql STABLE
AS $$
    SELECT EXISTS (
        SELECT FROM core.members AS m
        JOIN core.memberships AS s
            ON s.person_id = m.person_id AND s.is_primary AND upper_inf(s.span)
        WHERE m.id = is_member.member_id AND m.status = 'active')
$$;
