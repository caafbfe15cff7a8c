-- A kind of goods is shown no more and takes no new products. Again changes nothing.
CREATE OR REPLACE FUNCTION api.category_retire(
    caller_id uuid, allowed_roles text[], resource text, category_id uuid, reason text, request_id uuid,
    OUT outcome text, OUT body json)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    category CONSTANT core.categories := core.category_retired(
        caller_id, allowed_roles, resource, category_id, true, 'category_retire', reason, request_id);
BEGIN
    outcome := CASE WHEN category.id IS NULL THEN 'category_not_found' ELSE 'ok' END;
    body := CASE WHEN category.id IS NOT NULL THEN core.category_json(category) END;
END
$$;
