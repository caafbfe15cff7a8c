-- The import, locked until the end of the transaction; NULL when there is none or it is not within
-- what the staff member covers.
CREATE OR REPLACE FUNCTION core.import_locked(
    admin_id uuid, allowed_roles text[], resource text, import_id uuid)
RETURNS core.imports
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    found core.imports;
BEGIN
    SELECT i.* INTO found FROM core.imports AS i WHERE i.id = import_locked.import_id FOR UPDATE;
    IF NOT core.staff_covers(admin_id, allowed_roles, resource, found.organisation_id) THEN
        found := NULL;
    END IF;
    RETURN found;
END
$$;
