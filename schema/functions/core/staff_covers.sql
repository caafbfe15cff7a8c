-- True when one of the staff member's live grants has one of the roles, for this kind of thing, in the
-- organisation or above it. Unknown ids, a NULL organisation and accounts that may not act give false.
CREATE OR REPLACE FUNCTION core.staff_covers(admin_id uuid, allowed_roles text[], resource text,
                                             organisation_id uuid)
RETURNS boolean
LANGUAGE sql STABLE
AS $$
    SELECT core.staff_office(staff_covers.admin_id, staff_covers.allowed_roles,
                             staff_covers.resource, staff_covers.organisation_id) IS NOT NULL
$$;
