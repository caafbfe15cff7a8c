-- The organisation that keeps a kind of goods.
CREATE OR REPLACE FUNCTION core.category_organisation(category core.categories) RETURNS uuid
LANGUAGE sql STABLE
AS $$
    SELECT coalesce(category.organisation_id, (
        SELECT o.id FROM core.organisations AS o WHERE o.parent_id IS NULL ORDER BY o.id LIMIT 1))
$$;
