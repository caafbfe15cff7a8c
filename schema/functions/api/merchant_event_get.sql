-- One event of the merchant's.
CREATE OR REPLACE FUNCTION api.merchant_event_get(
    caller_id uuid, key_mode text, event_id uuid, OUT outcome text, OUT body json)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
BEGIN
    SELECT core.event_json(v) INTO body FROM core.events AS v
    WHERE v.id = merchant_event_get.event_id AND v.merchant_id = caller_id AND v.mode = key_mode;
    outcome := CASE WHEN body IS NULL THEN 'event_not_found' ELSE 'ok' END;
END
$$;
