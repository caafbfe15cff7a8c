-- True when an application concerns one of the staff: they may decide it, or it came from their part
-- of the tree and lies with an office above.
CREATE OR REPLACE FUNCTION core.application_is_seen(admin_id uuid, allowed_roles text[],
                                                    resource text, application core.applications)
RETURNS boolean
LANGUAGE sql STABLE
AS $$
    SELECT core.application_office(
            application_is_seen.admin_id, application_is_seen.allowed_roles,
            application_is_seen.resource, application) IS NOT NULL
        OR core.staff_covers(
            application_is_seen.admin_id, application_is_seen.allowed_roles,
            application_is_seen.resource, coalesce(application.source_id, application.target_id))
$$;
