-- An organisation as answers name it; NULL for none.
CREATE OR REPLACE FUNCTION core.organisation_label(organisation_id uuid) RETURNS json
LANGUAGE sql STABLE
AS $$
    SELECT json_build_object('id', o.id, 'name', o.name)
    FROM core.organisations AS o WHERE o.id = organisation_label.organisation_id
$$;
