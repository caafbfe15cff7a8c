-- Retires a kind of goods, or brings it back, for one of the staff who looks after it, and writes that down;
-- what is so already stays as it is. NULL: there is no such kind for them.
CREATE OR REPLACE FUNCTION core.category_retired(
    admin_id uuid, allowed_roles text[], resource text, category_id uuid, is_retired boolean, action text,
    reason text, request_id uuid)
RETURNS core.categories
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    category core.categories := core.category_covered(admin_id, allowed_roles, resource, category_id);
BEGIN
    IF category.id IS NOT NULL AND (category.retired_at IS NOT NULL) <> is_retired THEN
        UPDATE core.categories AS c SET retired_at = CASE WHEN is_retired THEN now() END
        WHERE c.id = category.id RETURNING c.* INTO category;
        PERFORM core.audit_write(
            'admin', admin_id, action, core.category_organisation(category), 'category', category.id,
            jsonb_build_object('retired_at', category.retired_at), reason, request_id);
    END IF;
    RETURN category;
END
$$;
