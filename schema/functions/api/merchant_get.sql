-- One merchant in business.
CREATE OR REPLACE FUNCTION api.merchant_get(merchant_id uuid, OUT outcome text, OUT body json)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
BEGIN
    SELECT core.merchant_json(m) INTO body FROM core.merchants AS m
    WHERE m.id = merchant_get.merchant_id AND m.status = 'active';
    outcome := CASE WHEN body IS NULL THEN 'merchant_not_found' ELSE 'ok' END;
END
$$;
