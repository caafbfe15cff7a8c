-- A template of an organisation that one of the staff covers, locked until the transaction ends; NULL for all
-- others, as for unknown ids.
CREATE OR REPLACE FUNCTION core.voucher_template_covered(
    admin_id uuid, allowed_roles text[], resource text, template_id uuid)
RETURNS core.voucher_templates
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    template core.voucher_templates;
BEGIN
    SELECT t.* INTO template FROM core.voucher_templates AS t
    WHERE t.id = voucher_template_covered.template_id AND t.funding <> 'test' AND core.staff_covers(
        admin_id, allowed_roles, resource, t.organisation_id)
    FOR NO KEY UPDATE;
    RETURN template;
END
$$;
