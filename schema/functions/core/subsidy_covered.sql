-- A subsidy programme of an organisation that one of the staff covers; NULLs for any other.
CREATE OR REPLACE FUNCTION core.subsidy_covered(
    admin_id uuid, allowed_roles text[], resource text, programme_id uuid)
RETURNS core.subsidy_programmes
LANGUAGE sql STABLE
AS $$
    SELECT p FROM core.subsidy_programmes AS p
    WHERE p.id = subsidy_covered.programme_id AND core.staff_covers(
        subsidy_covered.admin_id, subsidy_covered.allowed_roles, subsidy_covered.resource, p.organisation_id)
$$;
