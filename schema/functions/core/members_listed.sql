-- One range of paths of the staff's list of members; see core.members_present. status: active,
-- suspended, left, or NULL for whoever is a member now.
CREATE OR REPLACE FUNCTION core.members_listed(
    admin_id uuid, allowed_roles text[], resource text, path_from text, path_until text,
    after_person uuid, status text, organisation_limit bigint, row_limit bigint)
RETURNS TABLE (organisation_id uuid, person_id uuid)
LANGUAGE plpgsql STABLE
AS $$
BEGIN
    IF status = 'left' THEN
        RETURN QUERY SELECT * FROM core.members_gone(
            admin_id, allowed_roles, resource, path_from, path_until, after_person,
            organisation_limit, row_limit);
    ELSIF status = 'suspended' THEN
        RETURN QUERY SELECT * FROM core.members_suspended(path_from, path_until, after_person,
                                                          row_limit);
    ELSE
        RETURN QUERY SELECT * FROM core.members_present(
            path_from, path_until, after_person,
            CASE WHEN status IS NULL THEN ARRAY['active', 'suspended'] ELSE ARRAY[status] END,
            organisation_limit, row_limit);
    END IF;
END
$$;
