-- The merchant's endpoints of the key's mode, newest first.
CREATE OR REPLACE FUNCTION api.webhook_endpoint_list(caller_id uuid, key_mode text,
                                                     OUT outcome text, OUT body json)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
BEGIN
    SELECT row_to_json(answer) INTO body FROM (
        SELECT coalesce(json_agg(core.webhook_endpoint_json(e) ORDER BY e.id DESC), '[]') AS items,
               NULL AS next_cursor
        FROM core.webhook_endpoints AS e
        WHERE e.merchant_id = caller_id AND e.mode = key_mode AND e.status <> 'deleted') AS answer;
    outcome := 'ok';
END
$$;
