-- An organisation as the contract's OrganisationDetail shows it; NULL for an unknown id.
CREATE OR REPLACE FUNCTION core.organisation_body(organisation_id uuid) RETURNS json
LANGUAGE plpgsql STABLE
AS $$
BEGIN
    RETURN (
        SELECT row_to_json(shown) FROM (
            SELECT o.id, o.name, o.level, o.parent_id, o.code, o.credit_code, o.status, o.merged_into,
                   EXISTS (SELECT FROM core.organisations AS child
                           WHERE child.parent_id = o.id AND child.status = 'active') AS has_children,
                   core.organisation_ancestors(o.path) AS ancestors, o.created_at
            FROM core.organisations AS o WHERE o.id = organisation_body.organisation_id) AS shown);
END
$$;
