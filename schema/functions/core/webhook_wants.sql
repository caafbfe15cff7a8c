-- Whether an endpoint is told of events of this kind.
CREATE OR REPLACE FUNCTION core.webhook_wants(endpoint core.webhook_endpoints, kind text)
RETURNS boolean
LANGUAGE sql IMMUTABLE
AS $$
    SELECT endpoint.kinds = '{}' OR kind = ANY (endpoint.kinds)
$$;
