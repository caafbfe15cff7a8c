-- One template of the caller's subtree.
CREATE OR REPLACE FUNCTION api.admin_voucher_template_get(
    caller_id uuid, allowed_roles text[], resource text, template_id uuid, OUT outcome text, OUT body json)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
BEGIN
    SELECT core.admin_voucher_template_json(t) INTO body FROM core.voucher_templates AS t
    WHERE t.id = template_id AND t.funding <> 'test' AND core.staff_covers(caller_id, allowed_roles, resource, t.organisation_id);
    outcome := CASE WHEN body IS NULL THEN 'voucher_template_not_found' ELSE 'ok' END;
END
$$;
