-- A grant to many that one of the staff covers; NULLs for any other, which does not exist for them.
CREATE OR REPLACE FUNCTION core.grant_batch_covered(
    admin_id uuid, allowed_roles text[], resource text, batch_id uuid)
RETURNS core.grant_batches
LANGUAGE sql STABLE
AS $$
    SELECT b FROM core.grant_batches AS b
    WHERE b.id = grant_batch_covered.batch_id AND core.staff_covers(
        grant_batch_covered.admin_id, grant_batch_covered.allowed_roles, grant_batch_covered.resource,
        b.organisation_id)
$$;
