-- Whether one of the staff may give, and take, this role at this place at all.
CREATE OR REPLACE FUNCTION core.role_is_grantable(
    caller_id uuid, allowed_roles text[], resource text, role text, place uuid)
RETURNS boolean
LANGUAGE sql STABLE
AS $$
    SELECT EXISTS (
        SELECT FROM core.grantable_roles AS r
        WHERE r.role = role_is_grantable.role AND r.by_role = ANY (allowed_roles)
            AND core.staff_covers(caller_id, ARRAY[r.by_role], resource, place))
$$;
