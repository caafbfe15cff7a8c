-- A kind of goods as the staff see it.
CREATE OR REPLACE FUNCTION core.category_json(category core.categories) RETURNS json
LANGUAGE sql STABLE
AS $$
    SELECT row_to_json(shown) FROM (
        SELECT category.id, core.organisation_label(o) AS organisation, category.name, category.position,
            core.category_is_used(category.name) AS is_used, category.created_at, category.retired_at
        FROM core.organisations AS o WHERE o.id = core.category_organisation(category)) AS shown
$$;
