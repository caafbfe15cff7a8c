-- The organisation at the top of the tree, to which belongs what is everybody's.
CREATE OR REPLACE FUNCTION core.root_organisation() RETURNS uuid
LANGUAGE sql STABLE
AS $$
    SELECT o.id FROM core.organisations AS o WHERE o.parent_id IS NULL ORDER BY o.created_at, o.id LIMIT 1
$$;
