-- An account of the staff as those who look after it see it.
CREATE OR REPLACE FUNCTION core.staff_json(staff core.admins) RETURNS json
LANGUAGE sql STABLE
AS $$
    SELECT json_build_object(
        'id', staff.id, 'login', staff.login, 'display_name', staff.display_name,
        'organisation', (SELECT json_build_object('id', o.id, 'name', o.name)
                         FROM core.organisations AS o WHERE o.id = staff.organisation_id),
        'status', staff.status, 'role', core.roles_of(NULL, staff.id),
        'password_expires_at', staff.password_expires_at, 'created_at', staff.created_at)
$$;
