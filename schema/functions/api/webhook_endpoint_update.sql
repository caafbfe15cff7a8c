-- Another URL (url_refusal: what is wrong with it), other kinds, on or off; the secrets stay. What is on its way when an endpoint is put off
-- ends as a dead letter, and can be sent again.
CREATE OR REPLACE FUNCTION api.webhook_endpoint_update(
    caller_id uuid, key_mode text, endpoint_id uuid, url text, url_refusal text, description text, types jsonb,
    status text, request_id uuid, OUT outcome text, OUT body json)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    old core.webhook_endpoints;
    made core.webhook_endpoints;
BEGIN
    PERFORM FROM core.merchants AS m WHERE m.id = caller_id FOR NO KEY UPDATE; -- of URLs
    old := core.webhook_endpoint_lock(caller_id, key_mode, endpoint_id);
    outcome := CASE
        WHEN old.id IS NULL THEN 'webhook_endpoint_not_found'
        WHEN url_refusal IS NOT NULL THEN url_refusal
        WHEN core.webhook_url_taken(caller_id, key_mode, url, old.id) THEN 'webhook_url_taken'
        ELSE 'ok' END;
    IF outcome <> 'ok' THEN
        RETURN;
    END IF;
    IF status = 'disabled' AND old.status = 'enabled' THEN
        PERFORM core.webhook_endpoint_end(old.id, 'merchant');
    END IF;
    UPDATE core.webhook_endpoints AS e
    SET url = webhook_endpoint_update.url, description = webhook_endpoint_update.description,
        kinds = core.webhook_kinds(types), changed_at = now(),
        status = webhook_endpoint_update.status,
        disabled_reason = CASE WHEN webhook_endpoint_update.status = 'disabled'
                               THEN coalesce(e.disabled_reason, 'merchant') END
    WHERE e.id = old.id RETURNING * INTO made;
    PERFORM core.webhook_audit(made, caller_id, 'webhook_endpoint_update', jsonb_build_object(
        'status', jsonb_build_array(old.status, made.status),
        'kinds', jsonb_build_array(old.kinds, made.kinds),
        'url_changed', old.url <> made.url), request_id);
    body := core.webhook_endpoint_json(made);
END
$$;
