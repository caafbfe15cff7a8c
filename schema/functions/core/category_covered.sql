-- A kind of goods that one of the staff looks after, locked until the transaction ends against products that
-- are about to get it; NULL for all others, as for unknown ids.
CREATE OR REPLACE FUNCTION core.category_covered(admin_id uuid, allowed_roles text[], resource text,
                                                 category_id uuid)
RETURNS core.categories
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    category core.categories;
BEGIN
    SELECT c.* INTO category FROM core.categories AS c
    WHERE c.id = category_covered.category_id
        AND core.staff_covers(admin_id, allowed_roles, resource, core.category_organisation(c))
    FOR UPDATE;
    RETURN category;
END
$$;
