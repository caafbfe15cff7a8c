-- A place that a merchant wants to be told at. url_refusal: what is wrong with the URL, NULL: nothing.
-- secret_sealed: what deliveries are signed with.
CREATE OR REPLACE FUNCTION api.webhook_endpoint_create(
    caller_id uuid, key_mode text, url text, url_refusal text, description text, types jsonb, secret_id uuid,
    secret_sealed bytea, request_id uuid, OUT outcome text, OUT body json)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    made core.webhook_endpoints;
BEGIN
    PERFORM FROM core.merchants AS m WHERE m.id = caller_id FOR NO KEY UPDATE; -- of URLs, and of how many
    outcome := CASE
        WHEN url_refusal IS NOT NULL THEN url_refusal
        WHEN core.webhook_url_taken(caller_id, key_mode, url, NULL) THEN 'webhook_url_taken'
        WHEN (SELECT count(*) >= 10 FROM core.webhook_endpoints AS e
              WHERE e.merchant_id = caller_id AND e.mode = key_mode AND e.status <> 'deleted')
            THEN 'webhook_endpoint_limit'
        ELSE 'ok' END;
    IF outcome = 'ok' THEN
        INSERT INTO core.webhook_endpoints (merchant_id, mode, url, description, kinds)
        VALUES (caller_id, key_mode, webhook_endpoint_create.url,
                webhook_endpoint_create.description, core.webhook_kinds(webhook_endpoint_create.types))
        RETURNING * INTO made;
        PERFORM core.webhook_secret_add(made.id, secret_id, secret_sealed, 0);
        PERFORM core.webhook_audit(made, caller_id, 'webhook_endpoint_create',
                                   jsonb_build_object('kinds', made.kinds), request_id);
        body := core.webhook_endpoint_json(made);
    END IF;
END
$$;
