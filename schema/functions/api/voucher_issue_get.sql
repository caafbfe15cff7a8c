-- How far an issue of vouchers of the caller's subtree is.
CREATE OR REPLACE FUNCTION api.voucher_issue_get(
    caller_id uuid, allowed_roles text[], resource text, issue_id uuid, OUT outcome text, OUT body json)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
BEGIN
    SELECT core.voucher_issue_json(i) INTO body
    FROM core.voucher_issues AS i JOIN core.voucher_templates AS t ON t.id = i.template_id
    WHERE i.id = issue_id AND core.staff_covers(caller_id, allowed_roles, resource, t.organisation_id);
    outcome := CASE WHEN body IS NULL THEN 'voucher_issue_not_found' ELSE 'ok' END;
END
$$;
