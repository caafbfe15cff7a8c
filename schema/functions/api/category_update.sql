-- Another place among the kinds of goods, or another name, which only one that nothing has may get: products,
-- vouchers and subsidies name their kind. NULL leaves a part as it is; the same again changes nothing.
CREATE OR REPLACE FUNCTION api.category_update(
    caller_id uuid, allowed_roles text[], resource text, category_id uuid, name text, "position" bigint,
    request_id uuid, OUT outcome text, OUT body json)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    before CONSTANT core.categories := core.category_covered(caller_id, allowed_roles, resource, category_id);
    category core.categories := before;
BEGIN
    category.name := coalesce(category_update.name, before.name);
    category.position := coalesce(category_update.position, before.position);
    outcome := CASE
        WHEN before.id IS NULL THEN 'category_not_found'
        WHEN category.name = before.name THEN 'ok'
        WHEN core.category_is_used(before.name) THEN 'category_used'
        WHEN EXISTS (SELECT FROM core.categories AS c WHERE c.name = category.name) THEN 'category_name_taken'
        ELSE 'ok' END;
    IF outcome = 'ok' AND category IS DISTINCT FROM before THEN
        UPDATE core.categories AS c SET name = category.name, position = category.position
        WHERE c.id = category.id;
        PERFORM core.audit_write(
            'admin', caller_id, 'category_update', core.category_organisation(category), 'category', category.id,
            jsonb_build_object('name', jsonb_build_array(before.name, category.name),
                               'position', jsonb_build_array(before.position, category.position)),
            NULL, request_id);
    END IF;
    body := CASE WHEN outcome = 'ok' THEN core.category_json(category) END;
END
$$;
