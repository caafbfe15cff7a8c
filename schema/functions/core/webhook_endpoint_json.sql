-- An endpoint as its merchant sees it, without its secrets.
CREATE OR REPLACE FUNCTION core.webhook_endpoint_json(endpoint core.webhook_endpoints) RETURNS json
LANGUAGE sql STABLE
AS $$
    SELECT row_to_json(shown)
    FROM (SELECT endpoint.id, endpoint.mode, endpoint.url, endpoint.description, endpoint.kinds AS types,
              endpoint.status, endpoint.disabled_reason,
              (SELECT coalesce(json_agg(json_build_object('created_at', s.created_at,
                                                          'expires_at', s.expires_at)
                                        ORDER BY s.id DESC), '[]')
               FROM core.webhook_secrets AS s
               WHERE s.endpoint_id = endpoint.id
                   AND (s.expires_at IS NULL OR s.expires_at > now())) AS secrets,
              coalesce(h.failures, 0) AS failures, h.failing_since, h.last_success_at,
              endpoint.created_at, endpoint.changed_at
          FROM (VALUES (1)) AS one LEFT JOIN core.webhook_health AS h ON h.endpoint_id = endpoint.id
         ) AS shown
$$;
