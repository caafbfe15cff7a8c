-- True when an application concerns one of the staff: they may decide it, or it came from their part
-- of the tree and lies with an office above or elsewhere.
CREATE OR REPLACE FUNCTION core.application_is_seen(admin_id uuid, allowed_roles text[],
                                                    resource text, application core.applications)
RETURNS boolean
LANGUAGE plpgsql STABLE
AS $$
BEGIN
    RETURN core.application_office(admin_id, allowed_roles, resource, application) IS NOT NULL
        OR core.staff_office(admin_id, allowed_roles, resource,
                             coalesce(application.source_id, application.target_id)) IS NOT NULL;
END
$$;
