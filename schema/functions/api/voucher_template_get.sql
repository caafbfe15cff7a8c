-- One template that was published.
CREATE OR REPLACE FUNCTION api.voucher_template_get(template_id uuid, OUT outcome text, OUT body json)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
BEGIN
    SELECT core.voucher_template_json(t) INTO body FROM core.voucher_templates AS t
    WHERE t.id = template_id AND t.published_at IS NOT NULL AND t.funding <> 'test';
    outcome := CASE WHEN body IS NULL THEN 'voucher_template_not_found' ELSE 'ok' END;
END
$$;
