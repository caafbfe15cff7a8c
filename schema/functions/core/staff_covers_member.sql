-- core.staff_covers for a member: by the organisation of their open primary membership. Whoever
-- belongs to no union is covered by nobody.
CREATE OR REPLACE FUNCTION core.staff_covers_member(admin_id uuid, allowed_roles text[],
                                                    resource text, member_id uuid)
RETURNS boolean
LANGUAGE sql STABLE
AS $$
    SELECT core.staff_covers(staff_covers_member.admin_id, staff_covers_member.allowed_roles,
                             staff_covers_member.resource,
                             core.organisation_of(staff_covers_member.member_id))
$$;
